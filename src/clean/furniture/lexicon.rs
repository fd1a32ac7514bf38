//! What a page's parts call themselves: the lines around an article, lower case, `|` between them.

use std::sync::OnceLock;

use crate::hash::KeySet;

/// Labels that a whole line consists of.
const PARTS: &str = "share|tweet|share this|share this article|share this story|share this post|share this page|email|e-mail|email this|print|print this|copy link|link copied|whatsapp|telegram|facebook|twitter|linkedin|pinterest|reddit|messenger|instagram|youtube|save|bookmark|like|like this|follow|comment|comments|reply|more|advertisement|advertising|ad|ads|sponsored|sponsored content|promoted|promoted content|story continues below|article continues below|continue reading|continue reading below|loading|please wait|play|pause|mute|play video|video|videos|watch|watch now|watch live|listen|photos|photo|gallery|view gallery|image|images|hide caption|toggle caption|caption|enlarge this image|subscribe|subscribe now|subscribe today|sign up|sign up now|sign in|log in|login|register|click to log in|click here|already a subscriber|are you already a subscriber|to read the full story|read the full story|read full story|read the full article|read full article|become a member|donate|donate now|donate today|support us|support us just once|newsletter|newsletters|home|news|world|politics|business|sport|sports|opinion|entertainment|technology|tech|health|science|lifestyle|local|national|international|us|uk|europe|asia|africa|menu|search|skip to content|skip to main content|back to top|top|close|accept|accept all|cookies|privacy|privacy policy|cookie policy|terms of use|terms of service|terms and conditions|contact|contact us|about|about us|tags|topics|filed under|categories|leave a comment|leave a reply|post a comment|no comments|view comments|show comments|join the conversation|follow us|scroll down for video|story highlights|next|previous|next article|previous article|next page|previous page|next post|previous post|next story|page|breaking|breaking news|exclusive|special|special report|live|live updates|watch the video|see more|show more|load more|view all|see all|read more|learn more|find out more|get started|add to favourites|embed|embed code|transcript|replay|replay video|skip|skip ad|full screen|you must be logged in to post a comment|this article is for subscribers only|your subscription supports this newsroom|all rights reserved|end";

/// How lines of a page's parts begin.
const OPENINGS: &str = "share on |share to |share via |share with |share this |follow us |follow @|more from |more on this|related: |related story: |more: |read more: |read more at |read also: |also read: |read: |see also: |see more: |watch: |listen: |photo: |photos: |photo by |photo credit|photograph: |photographs: |image: |image credit|image source|images: |picture: |pictures: |credit: |tags: |topics: |tagged: |filed under|posted in |posted by |posted on |category: |categories: |click here |tap here |sign up for |sign up to |subscribe to |download our |download the |enter your email|by signing up|this site uses cookies|we use cookies|this website uses|story continues|article continues|most read in |video: |advertisement|scroll down |click to |press play |like us on |join us on |find us on |get the latest |get our |want more |loading |please enable javascript|you need to enable|to continue reading|to read the full|already have an account|don't have an account|already a subscriber|not a subscriber|this article is available|this content is |no comments|be the first to |comments are |opens in |support fearless|support independent|help us |hide caption|file photo|getty images|(photo|(image|(ap photo|share this:|listen to this |view this post|a post shared by|last updated";

/// Lines that head a list of links to other stories.
const HEADERS: &str = "related|related articles|related stories|related posts|related topics|related content|related news|related links|related coverage|latest|latest articles|latest news|latest stories|latest posts|latest headlines|most read|most popular|most viewed|most shared|most recent|most commented|popular|popular now|popular stories|popular posts|trending|trending now|trending stories|trending news|recommended|recommended for you|recommended stories|read next|up next|you may also like|you might also like|you may like|more stories|more news|more headlines|more articles|don't miss|editor's picks|editors' picks|editor's choice|top stories|top news|today's top stories|in other news|also on this site|about the author|recent posts|recent articles|recent stories|other stories|more like this|what to read next|around the web|from around the web|from our partners|elsewhere on the web|explore more|keep reading|must read|must reads|related video|related videos|sponsored links|promoted stories|comments|tags";

/// Cuts a list at its bars.
pub(super) fn set(list: &'static str) -> KeySet<&'static str> {
    list.split('|').collect()
}

/// Beginnings of lines, by their first byte: a line is compared with few of them.
pub(super) struct Beginnings(Vec<Vec<&'static str>>);

impl Beginnings {
    /// Cuts a list at its bars.
    pub(super) fn of(list: &'static str) -> Self {
        let mut by_first = vec![Vec::new(); 256];
        for beginning in list.split('|').filter(|beginning| !beginning.is_empty()) {
            by_first[usize::from(beginning.as_bytes()[0])].push(beginning);
        }
        Self(by_first)
    }

    /// Gives those that begin with the same byte as a line.
    pub(super) fn like(&self, line: &str) -> &[&'static str] {
        line.as_bytes().first().map_or(&[], |byte| &self.0[usize::from(*byte)])
    }
}

/// Tells whether a line is a label of a page's part; a sentence is one only where a mark says so: "Read more: The wall …".
pub(super) fn is_part(line: &str, ended: bool, is_sentence: bool) -> bool {
    static LINES: OnceLock<(KeySet<&str>, Beginnings)> = OnceLock::new();
    let (whole, openings) = LINES.get_or_init(|| (set(PARTS), Beginnings::of(OPENINGS)));
    let bare = line.trim_end_matches(['.', '!', '?', ':', ' ']);
    whole.contains(bare)
        || ((!ended || line.len() < 70)
            && openings
                .like(line)
                .iter()
                .filter(|opening| !is_sentence || opening.contains([':', '@', '(']))
                .any(|opening| line.starts_with(opening) || opening.ends_with(": ") && line.starts_with(opening.trim_end())))
}

/// Tells whether a line heads a list of links.
pub(super) fn is_header(line: &str) -> bool {
    static LINES: OnceLock<KeySet<&str>> = OnceLock::new();
    let bare = line.trim_end_matches([':', '.', '!', ' ']);
    LINES.get_or_init(|| set(HEADERS)).contains(bare)
        || bare.starts_with("more from ")
        || bare.starts_with("more on ")
        || bare.starts_with("more in ")
}
