//! Answers that are kept for whoever asks the same again: a few, the one that was asked for least recently goes first.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// So many values by key.
pub(super) struct Shelf<K, V> {
    most: usize,
    kept: Mutex<VecDeque<(K, Arc<V>)>>,
}

impl<K: PartialEq, V> Shelf<K, V> {
    pub(super) fn new(most: usize) -> Self {
        Self { most, kept: Mutex::new(VecDeque::new()) }
    }

    /// Finds a value. O(values), a few dozen.
    pub(super) fn find(&self, key: &K) -> Option<Arc<V>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(known, _)| known == key)?;
        let found = kept.remove(at)?;
        let value = Arc::clone(&found.1);
        kept.push_front(found);
        Some(value)
    }

    /// Finds a value, or makes it and keeps it.
    pub(super) fn find_or<E>(&self, key: K, make: impl FnOnce() -> Result<V, E>) -> Result<Arc<V>, E> {
        if let Some(value) = self.find(&key) {
            return Ok(value);
        }
        let value = Arc::new(make()?);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front((key, Arc::clone(&value)));
        kept.truncate(self.most);
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_least_recently_goes_first() {
        let shelf = Shelf::new(2);
        let make = |value: i32| move || Ok::<_, ()>(value);
        for key in ["a", "b", "a", "c"] {
            assert_eq!(shelf.find_or(key, make(1)).as_deref(), Ok(&1));
        }
        assert_eq!(shelf.find(&"b"), None);
        assert!(shelf.find(&"a").is_some() && shelf.find(&"c").is_some());
        assert_eq!(shelf.find_or("d", || Err::<i32, _>("no")), Err("no"));
        assert!(shelf.find(&"a").is_some(), "a failure takes no place");
    }
}
