//! Reads a publication date from a stamp, a dateline or a record.
//!
//! `2031-03-04T10:00`, `March 4, 2031`, `4 Mar 2031`, `26-FEB-1987 15:01`. A line without a year has no date to sort by.

/// A day that can be compared: year, month, day, and minutes of the day where they are known.
pub type Day = (u16, u8, u8, u16);

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Finds the first date in a line.
#[must_use]
pub fn day(line: &str) -> Option<Day> {
    let parts: Vec<&str> = line.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    // Words first: in `26-MAR-1987 10:27` the hour and minute would pass for a month and a day.
    worded(line, &parts).or_else(|| iso(line, &parts))
}

/// Counts the days since 1 January 1970 of a year, month and day of the civil calendar (Hinnant, `chrono`-compatible low-level date
/// algorithms).
#[must_use]
pub fn since_1970((year, month, day): (u16, u8, u8)) -> i64 {
    let (month, day) = (i64::from(month), i64::from(day));
    let year = i64::from(year) - i64::from(month <= 2);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    365 * year + year / 4 - year / 100 + year / 400 + of_year - 719_468
}

/// Gives the year, month and day that are so many days after 1 January 1970: the inverse of [`since_1970`] from the year 0 to 65,535.
#[must_use]
pub fn civil(days: i64) -> (u16, u8, u8) {
    let of_era = (days + 719_468).rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + 400 * (days + 719_468).div_euclid(146_097) + i64::from(month <= 2);
    let small = |number: i64| u8::try_from(number).unwrap_or_default();
    (u16::try_from(year).unwrap_or_default(), small(month), small(day))
}

fn iso(line: &str, parts: &[&str]) -> Option<Day> {
    let at = parts.windows(3).position(|w| {
        w[0].len() == 4 && w[0].starts_with(['1', '2']) && w[..3].iter().all(|part| part.bytes().take(2).all(|b| b.is_ascii_digit()))
    })?;
    let (year, month) = (parts[at].parse().ok()?, parts[at + 1].parse().ok()?);
    let digits: String = parts[at + 2].chars().take_while(char::is_ascii_digit).collect();
    let day = digits.parse().ok()?;
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then(|| (year, month, day, minutes(line)))
}

fn worded(line: &str, parts: &[&str]) -> Option<Day> {
    let at = parts.iter().position(|part| month(part).is_some())?;
    let month = month(parts[at])?;
    let number = |i: usize| parts.get(i).and_then(|part| part.trim_end_matches(|c: char| c.is_alphabetic()).parse::<u16>().ok());
    let before = at.checked_sub(1).and_then(number).filter(|day| (1..=31).contains(day));
    let after = number(at + 1).filter(|day| (1..=31).contains(day));
    let day = before.or(after)?;
    let year = parts.iter().filter_map(|part| part.parse::<u16>().ok()).find(|year| (1900..2200).contains(year))?;
    Some((year, month, u8::try_from(day).ok()?, minutes(line)))
}

fn month(part: &str) -> Option<u8> {
    let lower = part.to_lowercase();
    (lower.len() >= 3 && lower.is_ascii())
        .then(|| {
            MONTHS
                .iter()
                .position(|month| lower.starts_with(month))
                .filter(|_| lower.len() == 3 || is_month_name(&lower))
                .and_then(|i| u8::try_from(i + 1).ok())
        })
        .flatten()
}

fn is_month_name(lower: &str) -> bool {
    ["january", "february", "march", "april", "june", "july", "august", "september", "sept", "october", "november", "december"]
        .contains(&lower)
}

fn minutes(line: &str) -> u16 {
    let bytes = line.as_bytes();
    let digit = |i: usize| bytes.get(i).filter(|b| b.is_ascii_digit()).map(|b| u16::from(b - b'0'));
    (2..bytes.len())
        .find_map(|at| {
            if bytes[at] == b':' { Some((digit(at - 2)? * 10 + digit(at - 1)?) * 60 + digit(at + 1)? * 10 + digit(at + 2)?) } else { None }
        })
        .filter(|minutes| *minutes < 1440)
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_their_usual_shapes() {
        for line in [
            "2031-03-04T10:00:00Z",
            "March 4, 2031 10:00",
            "4 Mar 2031, 10:00",
            "04-MAR-2031 10:00:01.79",
            "Published 10:00 on Tuesday, 4 March 2031",
        ] {
            assert_eq!(day(line), Some((2031, 3, 4, 600)), "{line}");
        }
        assert_eq!(day("26-MAR-1987 10:27:11.03"), Some((1987, 3, 26, 627)));
        assert_eq!(day("March 4"), None);
        assert_eq!(day("He may march in 2031"), None);
    }

    #[test]
    fn days_since_1970_and_back_are_the_same_day() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(since_1970((2031, 3, 4))), (2031, 3, 4));
        assert!((-719_000..800_000).step_by(37).all(|days| since_1970(civil(days)) == days));
    }
}
