//! The closed lists by which claims are told: doubts, negations, times, ranks, roles, words of saying.
//!
//! Kept small and plain: a word stands here only where it means that in nearly every news sentence. O(1) a word.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

use crate::clean::spellings;
use crate::clean::words::Word;
use crate::hash;

/// What a listed word does in a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Makes a claim somebody's, or unsure.
    Doubt,
    /// Makes it less sure, among much else.
    Loose,
    /// Turns it round.
    Not,
    /// Turns it round by its meaning.
    Against,
    /// How long, or how long ago.
    Span,
    /// When in a day.
    Hour,
    /// Which day, seen from the writer's.
    Today,
    /// How soon.
    Soon,
    /// Says which of several times.
    Order,
    Weekday,
    Month,
    /// First, second, third.
    Rank,
    /// What somebody is in the story.
    Role,
    Speech,
    /// Passive after a form of "be": what somebody was said to be, not who says it.
    Passive,
    Being,
    /// After it a word of saying is a noun.
    Determiner,
    /// Adds or takes nothing where it comes or goes in a quotation.
    Article,
    /// Whoever it is, no source is told by it.
    Pronoun,
    /// As a pronoun, before a word of saying.
    Relative,
    /// Takes back what stands before it.
    Condition,
    /// Changes what was said wherever it comes or goes: a negation, a pronoun, a modal.
    Telling,
    /// Who may be the subject of speech without a name.
    Source,
    /// A source that nobody can ask.
    Nameless,
    /// Holds an office in part.
    Below,
    /// Bounds a number, or rounds it.
    Bound,
    /// A source that saw or heard.
    Bystander,
    /// A source that decides or investigates.
    Authority,
}

const PARTS: [(&str, Part); 28] = [
    ("allegedly alleged reportedly purportedly purported supposedly suspected presumed unconfirmed may might", Part::Doubt),
    (
        "apparently apparent expected anticipated forecast believed thought feared probably possibly perhaps potentially potential preliminary preliminarily tentatively provisionally provisional presumably could likely",
        Part::Loose,
    ),
    (
        "not never no nobody none neither nor cannot can't won't don't didn't doesn't isn't wasn't aren't weren't wouldn't couldn't shouldn't haven't hasn't hadn't mustn't without",
        Part::Not,
    ),
    ("deny denies denied denying reject rejects rejected refuse refuses refused", Part::Against),
    ("year years month months week weeks day days hour hours minute minutes decade decades century", Part::Span),
    ("morning afternoon evening night noon midnight", Part::Hour),
    ("today tonight yesterday tomorrow", Part::Today),
    ("shortly immediately", Part::Soon),
    ("last next this current previous past following earlier later same", Part::Order),
    ("monday tuesday wednesday thursday friday saturday sunday", Part::Weekday),
    ("january february april june july august september october november december", Part::Month),
    ("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth", Part::Rank),
    (
        "suspect suspects attacker attackers killer killers murderer murderers gunman gunmen victim victims witness witnesses survivor survivors defendant defendants plaintiff minister secretary president chairman chairwoman chair director manager mayor governor senator judge prosecutor lawyer spokesman spokeswoman deputy assistant professor doctor nurse captain coach player owner founder boss chief driver passenger teacher student soldier officer general colonel sergeant bishop priest king queen prince princess widow wife husband son daughter brother sister father mother uncle aunt cousin girlfriend boyfriend neighbour employee bystander hostage refugee migrant tourist rebel militant terrorist analyst economist trader broker banker engineer scientist farmer fisherman pilot actor actress singer drummer guitarist striker goalkeeper midfielder defender winger forward hooker prop producer treasurer ambassador chancellor editor author reporter journalist novelist composer designer presenter comedian sheriff bodyguard referee umpire skipper",
        Part::Role,
    ),
    (
        "say says said saying tell tells told telling add adds added according claim claims claimed report reports reported reporting state states stated announce announced explain explained warn warned insist insisted note notes noted confirm confirms confirmed reveal revealed write writes wrote tweet tweeted describe described argue argued suggest suggested recall recalled admit admitted acknowledge acknowledged deny denied maintain maintained testify testified read reads think believe believes believed cite cites cited citing quote quoted quoting thinks thought caution cautioned cautions declare declared remark remarked comment commented stress stressed claiming feel feels felt predict predicted",
        Part::Speech,
    ),
    ("reported told believed described warned thought", Part::Passive),
    ("was were is are been be being", Part::Being),
    ("the a an this that his her their its no any some", Part::Determiner),
    ("a an the that", Part::Article),
    ("he she they it i we", Part::Pronoun),
    ("you who which one", Part::Relative),
    ("but if unless except although not", Part::Condition),
    (
        "not no never nobody nothing none neither nor without cannot can't won't don't didn't doesn't isn't wasn't aren't weren't wouldn't couldn't shouldn't haven't hasn't hadn't i we you he she they me us him them my our your his their must may might can could should would will shall",
        Part::Telling,
    ),
    (
        "officials official witnesses witness police authorities sources source spokesman spokeswoman spokesperson prosecutors prosecutor residents reporters analysts experts investigators officers ministry government department company court lawyers doctors rescuers regulators regulator campaigners protesters opposition union unions fans club clubs firm group bank committee council party board team school hospital university airline organisers executives traders dealers economists brokers scientists researchers critics supporters activists lawmakers senators ministers mps employers workers customers neighbours relatives statement report newspaper agency",
        Part::Source,
    ),
    ("officials official sources source people insiders observers reporters some they others authorities", Part::Nameless),
    ("vice deputy acting former ex assistant interim associate", Part::Below),
    ("almost nearly about around roughly approximately", Part::Bound),
    (
        "witness witnesses resident residents neighbour neighbours passer passerby bystander bystanders locals villagers relative relatives friend friends source sources blogger user users",
        Part::Bystander,
    ),
    (
        "police officials official authorities prosecutors prosecutor ministry minister government investigators court judge army military department agency scientists doctors experts",
        Part::Authority,
    ),
];
/// Months with a capital only.
const LOOSE_MONTHS: &str = "march may";
/// With one of these in the sentence, a lost doubt was put another way.
const SOFT: &str = "allege alleges claim claims claimed accused accuses accuse suspect suspects believed believe believes fears feared according unclear maybe unverified rumored rumor rumors";
/// With one of these within a few words, too.
const MODAL: &str = "can cannot can't could couldn't would should if potential potentially possible likely unlikely appears appear appeared seems seem seemed suggests suggested";
/// With one of these within a few words too: it says whose claim it is, and of a whole sentence it says nothing.
const NEAR: &str = "said say says saying told thought think";
/// With one of these near, a lost negation was put another way.
const NEGATIVE: &str = "yet fail failed fails unable decline declined declines lack lacks lacked lacking refuse refused refuses deny denied denies denying few little hardly barely rarely less rather instead unlikely impossible unknown unclear false ruled reject rejected avoid avoided stop stopped prevent prevented only despite far against";
/// Doubts that keep an accusation from being one.
const LEGAL: &str = "allegedly alleged purportedly purported supposedly suspected";
const TWO_WORD_HEDGES: &str = "more than|less than|fewer than|up to|at least|at most";

/// Words and their opposites, pairs parted by `|`.
const OPPOSITES: &str = "failed managed|failed succeeded|fails manages|fail manage|denied confirmed|denied admitted|denies confirms|denies admits|rejected accepted|rejected approved|refused agreed|refuses agrees|rose fell|rises falls|rise fall|increase decrease|increased decreased|increases decreases|gain loss|gained lost|gains losses|won lost|wins loses|guilty innocent|alive dead|with without|before after|above below|support oppose|supports opposes|supported opposed|allow ban|allowed banned|open closed|opened closed|higher lower|more less|more fewer|most least|best worst|better worse|up down|strong weak|success failure|accept reject|accepts rejects|agree disagree|agreed disagreed|passed failed|profit loss|profits losses|always never|first last|early late|earlier later|hired fired|arrived left|buy sell|bought sold|praised criticised|praised criticized|welcomed criticised|enough insufficient|several no|evidence none|declined agreed|declines agrees|declined offered";
/// Words that say the same of a time.
const ORDERS: &str = "next following|last previous|last past|previous past|this current|this same|earlier previous|later following";
/// What turns a word round when it stands before it.
const PREFIXES: [&str; 8] = ["un", "in", "im", "ir", "dis", "non", "il", "mis"];

struct Lists {
    parts: HashMap<u64, Vec<Part>, BuildHasherDefault<AsIs>>,
    loose_months: Vec<u64>,
    soft: Vec<u64>,
    modal: Vec<u64>,
    near: Vec<u64>,
    negative: Vec<u64>,
    legal: Vec<u64>,
    hedges: Vec<(u64, u64)>,
    opposites: HashSet<(u64, u64)>,
    orders: HashSet<(u64, u64)>,
}

/// Takes keys as they are: they are hashes already, and every word of a sentence is asked for.
#[derive(Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash::bytes(bytes);
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| {
        let mut parts: HashMap<u64, Vec<Part>, _> = HashMap::default();
        for (words, part) in PARTS {
            words.split(' ').for_each(|word| parts.entry(key(word)).or_default().push(part));
        }
        let list = |words: &str| words.split(' ').map(key).collect();
        let pairs = |words: &'static str| words.split('|').filter_map(|pair| pair.split_once(' ')).map(|(a, b)| (key(a), key(b)));
        let hedges = pairs(TWO_WORD_HEDGES).collect();
        let both = |words: &'static str| pairs(words).flat_map(|(a, b)| [(a, b), (b, a)]).collect();
        let (opposites, orders) = (both(OPPOSITES), both(ORDERS));
        Lists {
            parts,
            loose_months: list(LOOSE_MONTHS),
            soft: list(SOFT),
            modal: list(MODAL),
            near: list(NEAR),
            negative: list(NEGATIVE),
            legal: list(LEGAL),
            hedges,
            opposites,
            orders,
        }
    })
}

/// The key that a listed word has in a text.
pub(super) fn key(word: &str) -> u64 {
    let mut word = word.to_owned();
    spellings::fold(&mut word);
    hash::bytes(word.as_bytes())
}

/// Tells whether a word of this key does this in a claim.
pub(super) fn is(key: u64, part: Part) -> bool {
    lists().parts.get(&key).is_some_and(|parts| parts.contains(&part))
}

/// Tells whether a word of this key does one of these in a claim.
pub(super) fn is_any(key: u64, parts: &[Part]) -> bool {
    lists().parts.get(&key).is_some_and(|own| own.iter().any(|part| parts.contains(part)))
}

/// Parts that tell a time loosely.
pub(super) const TIMES: [Part; 4] = [Part::Span, Part::Hour, Part::Today, Part::Soon];

/// Tells whether a word names a day or a month by its spelling alone: it is no name of a person.
pub(super) fn is_dated(key: u64) -> bool {
    is_any(key, &[Part::Weekday, Part::Month])
}

/// Tells whether a word names a month; "march" and "may" do with a capital.
pub(super) fn is_month(word: &Word) -> bool {
    is(word.key, Part::Month) || word.capital && lists().loose_months.contains(&word.key)
}

/// Tells whether a word eases a lost doubt.
pub(super) fn is_soft(key: u64) -> bool {
    lists().soft.contains(&key)
}

/// Tells whether a word makes what stands near it less sure.
pub(super) fn is_modal(key: u64) -> bool {
    lists().modal.contains(&key)
}

/// Tells whether a word says whose claim it is.
pub(super) fn is_tag(key: u64) -> bool {
    lists().near.contains(&key)
}

/// Tells whether a word says no without a negation.
pub(super) fn is_negative(key: u64) -> bool {
    lists().negative.contains(&key)
}

/// Tells whether a doubt keeps an accusation from being one.
pub(super) fn is_legal(key: u64) -> bool {
    lists().legal.contains(&key)
}

/// Tells whether two words hedge the number after them.
pub(super) fn is_two_word_hedge(first: u64, second: u64) -> bool {
    lists().hedges.contains(&(first, second))
}

/// Tells whether two words, as written, say the opposite of each other: "rose" and "fell", "able" and "unable".
pub(super) fn are_opposites(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    let prefixed = |long: &str, short: &str| short.len() >= 3 && PREFIXES.iter().any(|prefix| long.strip_prefix(prefix) == Some(short));
    prefixed(&one, &other) || prefixed(&other, &one) || lists().opposites.contains(&(key(&one), key(&other)))
}

/// Tells whether two words put a time in the same place: "next" and "following".
pub(super) fn same_order(one: u64, other: u64) -> bool {
    one == other || lists().orders.contains(&(one, other))
}
