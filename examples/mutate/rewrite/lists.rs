//! Words and phrases that say the same in news, the spellings of two countries, and sentences that say nothing.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::bits::Bit;
use crate::dice::Dice;

/// Either for the other.
const EITHER: &str = "big/large|began/started|begin/start|begins/starts|buy/purchase|bought/purchased|buying/purchasing|firm/company|firms/companies|huge/enormous|quickly/rapidly|said/stated|says/states|try/attempt|tried/attempted|trying/attempting|require/need|requires/needs|required/needed|allow/permit|allowed/permitted|allowing/permitting|happen/occur|happened/occurred|chose/selected|chosen/selected|enough/sufficient|main/principal|nearly/almost|cars/vehicles|injured/hurt|often/frequently|rich/wealthy|shops/stores|stopped/halted|talks/discussions|believe/think|believes/thinks|use/employ|usually/normally|whole/entire|wrong/incorrect|annual/yearly|areas/regions|attack/assault|attacks/assaults|blast/explosion|careful/cautious|deadly/fatal|rose/climbed|rising/climbing|disclosed/revealed|employees/workers|examine/study|costly/expensive|film/movie|films/movies|forecasts/predictions|forecast/prediction|goods/products|inquiry/investigation|lawmakers/legislators|lawyer/attorney|lawyers/attorneys|makers/producers|cash/money|profit/earnings|profits/earnings|protest/demonstration|protesters/demonstrators|reduced/lowered|reducing/lowering|reduce/lower|remain/stay|remains/stays|rules/regulations|sharp/steep|sharply/steeply|shortly/soon|similar/comparable|slightly/marginally|strong/robust|team/side|teams/sides|tough/difficult|victory/win|vital/crucial|warned/cautioned|among/amongst|while/whilst|in order to/to|take part in/participate in|took part in/participated in|taking part in/participating in|carried out/conducted|carry out/conduct|set up/established|put off/postponed|pointed out/noted|went on/continued|a lot of/plenty of|for example/for instance|as a result/consequently|despite/in spite of|more than/over|at the moment/currently|at least/no fewer than|about/around|about/roughly|about/approximately|close to/near|across/throughout|wanted to/wished to|concerns/worries|problems/difficulties|recently/lately|immediately/at once|also/too|biggest/largest|bigger/larger|latest/most recent|build/construct|built/constructed|building/constructing|accused of/blamed for|because of/on account of|such as/like|however/nevertheless|meanwhile/in the meantime|although/though|until/till|before/ahead of|after/following|next to/beside|aimed at/intended for|at the end of/at the close of|barred/banned|beaten/defeated|boost/increase|boosted/increased|bosses/chiefs|came from/originated from|cancelled/called off|caused/led to|chance/opportunity|chances/opportunities|citizens/nationals|clash/confrontation|clashes/confrontations|collapse/breakdown|commented/remarked|competitors/rivals|conditions/circumstances|continues/goes on|countries/nations|country/nation|created/set up|criticism/censure|crowd/throng|currently/now|customers/clients|despite the fact that/although|developed/devised|different/distinct|disaster/catastrophe|due in/expected in|during/in the course of|eager/keen|easily/comfortably|effect/impact|efforts/attempts|encouraged/urged|entirely/completely|especially/particularly|exactly/precisely|extra/additional|facing/confronting|famous/well-known|fans/supporters|firmly/strongly|frequent/regular|friends/companions|global/worldwide|grew/expanded|growing/expanding|grow/expand|growth/expansion|happy/pleased|highlighted/underlined|hoping/aspiring|ill/sick|important/significant|included/contained|includes/contains|initially/at first|largely/mostly|linked to/tied to|located/situated|looking at/examining|manufacturers/makers|met with/held talks with|named as/identified as|need to/have to|normal/usual|opponents/adversaries|options/alternatives|original/initial|partly/in part|pledged/promised|powerful/mighty|production/output|progress/headway|proposals/suggestions|protect/safeguard|pulled out of/withdrew from|quit/resigned|quickly/swiftly|range/variety|really/truly|regularly/routinely|relations/ties|released/issued|repeatedly/again and again|replace/supplant|replaced/succeeded|responded/replied|return to/go back to|returned to/went back to|revealed/disclosed|safe/secure|seeking/pursuing|seen as/regarded as|serious/grave|significant/considerable|since then/from then on|slow/sluggish|speed/pace|staff/personnel|started/commenced|storm/tempest|struggling/battling|suffered/sustained|supporters/backers|surged/soared|surveyed/polled|threat/menace|troops/soldiers|unveiled/presented|urged/called on|viewers/audiences|views/opinions|well-known/famous|widely/broadly|worldwide/globally|worried/anxious|young people/youngsters";
/// The first only by the second.
const ONE_WAY: &str = "many/numerous|but/yet|only/just|children/kids|several/a number of|various/a variety of|because/as|said that/said|that will/which will|that has/which has|that had/which had|told reporters/told journalists|in the past/previously|is set to/is due to|are set to/are due to|has begun/has started|was held/took place|were held/took place|make sure/ensure|as well as/along with|around the world/worldwide|head of/leader of|part of/a portion of|end of/close of|a year ago/a year earlier|last year/the previous year|this year/the current year|a series of/a string of|dispute/row|disputes/rows|wages/pay|ready/prepared|leading/top|role/part|spell/period|job/post|agreement/deal|agreements/deals|scheme/plan|schemes/plans|fell/dropped|fallen/dropped|falling/dropping|completed/finished|lifted/raised|retained/kept|previously/earlier|predicted/forecast|dispatched/sent|to date/so far|showed/demonstrated|harm/damage|fast/rapid";
/// Britain's spelling, and America's.
const SPELT: &str = "organise/organize|organised/organized|organisation/organization|organisations/organizations|recognise/recognize|recognised/recognized|criticised/criticized|colour/color|colours/colors|favour/favor|favourite/favorite|labour/labor|neighbour/neighbor|neighbours/neighbors|neighbouring/neighboring|honour/honor|behaviour/behavior|centre/center|centres/centers|theatre/theater|metres/meters|kilometres/kilometers|litres/liters|defence/defense|offence/offense|licence/license|programme/program|programmes/programs|travelled/traveled|travelling/traveling|cancelled/canceled|labelled/labeled|fuelled/fueled|signalled/signaled|cheque/check|tyre/tire|tyres/tires|grey/gray|aluminium/aluminum|realise/realize|realised/realized|apologise/apologize|apologised/apologized|emphasised/emphasized|privatisation/privatization|privatised/privatized|liberalisation/liberalization|catalogue/catalog|towards/toward|sceptical/skeptical|enrol/enroll|harbour/harbor|rumours/rumors|jewellery/jewelry|per cent/percent|adviser/advisor|analyse/analyze|analysed/analyzed";
/// In full, and drawn together.
const DRAWN: &str = "did not/didn't|does not/doesn't|do not/don't|is not/isn't|are not/aren't|was not/wasn't|were not/weren't|will not/won't|would not/wouldn't|could not/couldn't|should not/shouldn't|has not/hasn't|have not/haven't|had not/hadn't|cannot/can't|it is/it's|they are/they're|he will/he'll|they will/they'll|it will/it'll|they have/they've|we have/we've";

/// Sentences that tell nothing.
pub const OWN: [&str; 10] = [
    "The news has been widely discussed since.",
    "The matter has drawn a good deal of attention.",
    "Readers have followed the story closely.",
    "It remains to be seen how things will develop.",
    "Interest in the subject has been growing for some time.",
    "The subject is likely to come up again.",
    "Observers will be watching what happens next.",
    "Much has been written about the background.",
    "The story is still developing.",
    "The topic has kept many people busy.",
];

type Answers = HashMap<&'static str, Vec<(Vec<&'static str>, &'static str)>>;

fn answers() -> &'static Answers {
    static ANSWERS: OnceLock<Answers> = OnceLock::new();
    ANSWERS.get_or_init(|| {
        let mut all = Answers::new();
        let mut add = |from: &'static str, to: &'static str| {
            let words: Vec<&str> = from.split(' ').collect();
            all.entry(words[0]).or_default().push((words, to));
        };
        for (list, both) in [(EITHER, true), (SPELT, true), (DRAWN, true), (ONE_WAY, false)] {
            for (one, other) in list.split('|').filter_map(|pair| pair.split_once('/')) {
                add(one, other);
                if both {
                    add(other, one);
                }
            }
        }
        all
    })
}

/// Other words for those that begin here, and how many bits they replace; the longest phrase that fits.
pub fn answer(line: &[Bit], at: usize, opens: bool, dice: &mut Dice) -> Option<(usize, String)> {
    let low = line[at].low();
    if !line[at].is_free() || line[at].is_capital() && !opens {
        return None;
    }
    let reads = |words: &[&str]| {
        words.iter().enumerate().all(|(i, word)| {
            let own = line.get(at + 2 * i).is_some_and(|bit| bit.is_free() && bit.low() == *word && (i == 0 || !bit.is_capital()));
            own && (i == 0 || line[at + 2 * i - 1].is(" "))
        })
    };
    let before = |wanted: &str| at >= 2 && line[at - 2].low() == wanted && line[at - 1].text == " ";
    // Part of a longer word ("big-time"), or of a name ("Start Bank").
    let hyphen = |place: Option<usize>| place.and_then(|place| line.get(place)).is_some_and(|bit| bit.text == "-");
    if hyphen(at.checked_sub(1)) {
        return None;
    }
    let fitting: Vec<&(Vec<&str>, &str)> = answers().get(low.as_str())?.iter().filter(|(words, _)| reads(words)).collect();
    let longest = fitting.iter().map(|(words, _)| words.len()).max()?;
    let best: Vec<_> = fitting.into_iter().filter(|(words, _)| words.len() == longest).collect();
    let (words, new) = dice.pick(&best)?;
    let end = at + 2 * words.len() - 1;
    let figure_next = line.get(end + 1).is_some_and(|bit| {
        let bit = if matches!(bit.text.as_str(), "$" | "£" | "€") { line.get(end + 2) } else { Some(bit) };
        bit.is_some_and(|bit| bit.text.starts_with(|c: char| c.is_ascii_digit()))
    });
    // Some are the same only before a number, some only elsewhere.
    let counts = matches!(
        words.join(" ").as_str(),
        "about" | "around" | "roughly" | "approximately" | "over" | "more than" | "at least" | "no fewer than"
    );
    let one_sense = match low.as_str() {
        "to" | "too" | "like" | "near" | "if" | "as" | "will" | "ahead" | "following" | "till" => false,
        "many" if before("too") || before("so") || before("how") || before("as") => false,
        "try" | "tried" | "trying" | "attempted" | "attempting" => line.get(end + 1).is_some_and(|bit| bit.low() == "to"),
        "after" | "before" | "also" | "whether" | "need" | "needs" | "study" | "win" | "use" | "lower" | "start" | "attempt"
        | "forecast" | "lift" | "stay" | "plan" | "side" | "check" | "program" => {
            matches!(low.as_str(), "start" | "lower" | "lift" | "attempt" | "stay" | "use") && before("to")
        }
        _ if counts => figure_next,
        _ => true,
    };
    (one_sense && !hyphen(Some(end)) && !new.is_empty()).then(|| (end - at, (*new).to_owned()))
}
