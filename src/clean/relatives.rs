//! Words that say the same thing in news, so that a sentence and its rewrite find each other: one stem for each group.
//!
//! `Syrian` and `Syria`, `killed` and `died`, `officers` and `police`. Only the stem is shared, never the key: a word put in another's
//! place is still reworded. A group is kept small and plain, since each word in it stands for the others everywhere: `shot` (a picture,
//! a goal) is in none; nor are two words that tell two facts, `wife` and `husband`, `yesterday` and `today`. O(1) a word.

use std::sync::OnceLock;

use rust_stemmers::{Algorithm, Stemmer};

use crate::hash::KeyMap;

/// Lands and their people.
const PEOPLES: &str = "afghanistan afghan afghans|albania albanian albanians|algeria algerian algerians|america american americans|argentina argentine argentinian|armenia armenian|australia australian australians|austria austrian|azerbaijan azerbaijani|bahrain bahraini|bangladesh bangladeshi|belarus belarusian|belgium belgian belgians|bolivia bolivian|bosnia bosnian|brazil brazilian brazilians|britain british briton britons uk|bulgaria bulgarian|burma burmese myanmar|cambodia cambodian|cameroon cameroonian|canada canadian canadians|chad chadian|chechnya chechen chechens|chile chilean chileans|china chinese|colombia colombian colombians|congo congolese|croatia croatian|cuba cuban cubans|cyprus cypriot|czech czechs|denmark danish danes dane|ecuador ecuadorian|egypt egyptian egyptians|england english|eritrea eritrean|estonia estonian|ethiopia ethiopian|europe european europeans|finland finnish finns|france french|georgia georgian georgians|germany german germans|ghana ghanaian|greece greek greeks|guatemala guatemalan|guinea guinean|haiti haitian haitians|honduras honduran|hungary hungarian|iceland icelandic|india indian indians|indonesia indonesian|iran iranian iranians|iraq iraqi iraqis|ireland irish|israel israeli israelis|italy italian italians|jamaica jamaican|japan japanese|jordan jordanian|kazakhstan kazakh|kenya kenyan kenyans|korea korean koreans|kosovo kosovan kosovar|kurdistan kurdish kurds kurd|kuwait kuwaiti|kyrgyzstan kyrgyz|laos laotian|latvia latvian|lebanon lebanese|liberia liberian|libya libyan libyans|lithuania lithuanian|malaysia malaysian malaysians|mali malian|mexico mexican mexicans|moldova moldovan|mongolia mongolian|morocco moroccan|mozambique mozambican|nepal nepalese nepali|netherlands dutch holland|nicaragua nicaraguan|nigeria nigerian nigerians|norway norwegian|pakistan pakistani pakistanis|palestine palestinian palestinians|panama panamanian|paraguay paraguayan|peru peruvian|philippines filipino filipinos philippine|poland polish|portugal portuguese|qatar qatari|romania romanian|russia russian russians|rwanda rwandan|saudi saudis|scotland scottish scots|senegal senegalese|serbia serbian serbs|singapore singaporean|slovakia slovak|slovenia slovenian|somalia somali somalis|spain spanish spaniard|sudan sudanese|sweden swedish swedes|switzerland swiss|syria syrian syrians|taiwan taiwanese|tajikistan tajik tajiks|tanzania tanzanian|thailand thai thais|tibet tibetan|tunisia tunisian|turkey turkish turks|turkmenistan turkmen|uganda ugandan|ukraine ukrainian ukrainians|uruguay uruguayan|uzbekistan uzbek uzbeks|venezuela venezuelan venezuelans|vietnam vietnamese|wales welsh|yemen yemeni yemenis|zambia zambian|zimbabwe zimbabwean|africa african africans|asia asian asians|texas texan|california californian|paris parisian|london londoner|isis isil daesh|hawaii hawaiian|catholic catholicism|islam islamic|arab arabs arabic|jew jewish jews|christian christians christianity";

/// What news says in two ways.
const SAYINGS: &str = "kill killed dead died death deaths dies deadly fatal fatally slain slay|injured wounded hurt injuries injury wounds|police officers officer cops cop policeman policemen policewoman|child children kids kid youngster youngsters|mother mom|father dad|doctor doctors physician physicians medic medics|hospital hospitals clinic|arrest arrested detained detain detention apprehended apprehend custody|jail jailed prison imprisoned imprisonment imprison incarcerated|suspect suspected suspects|said say says told tell tells telling added adds stated states saying|claim claimed claims alleged allegedly allege alleges allegation allegations|confirm confirmed confirmation|deny denied denies denial|reveal revealed disclosed disclose disclosure|announce announced announcement unveiled unveil|warn warned warning warnings|explain explained explanation|describe described description|investigate investigation investigators investigator probe inquiry probing|examine examined examination|decide decided decision|conclude concluded conclusion|discover discovered discovery discovers|find found finding|buy bought purchase purchased buys|sell sold sale sales|start started begin began begun starts beginning commence|end ended finish finished|stop stopped halt halted|near close nearby|attack attacks assault assaulted attacked attacker attackers|explosion blast exploded explode detonated detonate explosions|bomb bombs bombing bombings|fire blaze flames|gun firearm weapon weapons guns|gunman shooter gunmen|car vehicle automobile cars vehicles|plane aircraft jet airplane airliner planes|ship vessel boat ships vessels boats|house home homes houses|company firm companies firms corporation|worker employee employees workers staff|boss chief head leader leaders|leave left departed depart departure|arrive arrived arrival|return returned|large big huge massive enormous giant|small tiny little|quick rapid fast swiftly rapidly quickly swift|important crucial vital critical|difficult hard tough|help assist assistance aid assisted helped|try tried attempt attempted attempting attempts trying|show showed shown display displayed|seek sought seeking|require required requirement requirements|demand demanded demands|ask asked request requested requesting|answer answered reply replied response responded respond|meet met meeting|talk talks discuss discussed discussion discussions|speak spoke spoken speech|agree agreed agreement|believe believed belief|think thought|know knew known knowledge|increase increased rise rose risen surge surged|decrease decreased fall fell fallen decline declined drop dropped|destroy destroyed destruction|damage damaged|build built construct construction constructed building|create created creation|produce produced production|remove removed removal|extract extracted extraction|replace replaced replacement|choose chose chosen choice|elect elected election elections|lawyer attorney lawyers attorneys counsel|court courts tribunal|judge magistrate|trial trials|convict convicted conviction|guilty guilt|murder murdered homicide|rape raped|steal stole stolen theft robbery robbed|crime criminal crimes|victim victims|survivor survive survived survivors|wed wedding marry married marriage|bride brides|relatives relative family kin families|friend friends pal|boy boys|girl girls|man men|woman women|people persons person individuals individual|immigrant immigrants migrant migrants immigration migration|refugee refugees|smuggle smuggling smuggled trafficking trafficked smugglers smuggler|passenger passengers|pilot pilots|soldier soldiers troops troop|military army|fighter fighters militant militants insurgents insurgent|terrorist terrorists terrorism terror|rebel rebels|threat threaten threatened threatening threats|fear feared fears afraid scared|worry worried worries concern concerned concerns concerning alarm alarming|danger dangerous|safe safety secure security|vet vetting vetted screen screened screening|border borders frontier|link linked affiliated affiliate tied ties affiliation links|network ring|group organization organisation groups|nation country nations countries|city town cities towns|area region areas regions|government governments|president presidential|minister ministry ministers ministerial|official officials|spokesman spokeswoman spokesperson|statement statements|document documents|letter letters|newspaper paper newspapers|website site sites websites|picture photo photograph pictures photos photographs image images|film movie films movies|video footage clip videos|medicine medical medication medicines|disease illness sick sickness ill|virus viral viruses|infect infected infection infections|patient patients|surgery operation surgical|surgeon surgeons|die dying|awake awoke woke wake waking awoken|sleep slept asleep|money cash|pay paid payment payments|cost costs|profit profits profitable|price prices|bank banks|tax taxes|gop republican republicans|vote voted votes voting voters voter|win won winner victory|lose lost loss losses|defeat defeated beat beaten|fight fought fighting battle|war wars|peace peaceful|protest protests protesters protested demonstrators demonstrations demonstration demonstrate|oppose opposed opposition|support supported supporters|approve approved approval|reject rejected rejection|ban banned prohibited prohibit|allow allowed permit permitted|free freed released release|escape escaped fled flee fleeing|hide hid hidden|search searched searching hunt hunting|rescue rescued saved save|send sent sending|give gave given|take took taken|bring brought|carry carried|hold held|throw threw thrown hurled|write wrote written writer author authors|read reading|teach taught teacher teachers|learn learned|school schools|student students pupil pupils|university college|age aged|year years|month months|week weeks|day days|hour hours|minute minutes|plan planned plans|prepare prepared preparation|predict predicted prediction|expect expected expectation|possible possibly possibility|likely likelihood|probable probably|certain certainly|use used using|employ employed employment|cause caused causes|result results resulted|effect effects affect affected|develop developed development|improve improved improvement|change changed changes alter altered|move moved movement|cross crossed crossing|enter entered entry|travel travelled trip journey|tour tourist tourists tourism|holiday vacation|crash crashed collision collided|flood flooding floods flooded|storm storms stormy|earthquake quake|evacuate evacuated evacuation|strike struck strikes|launch launched|invade invaded invasion|occupy occupied occupation|withdraw withdrew withdrawn withdrawal|resign resigned resignation quit stepped|appoint appointed appointment|retire retired retirement|birth born|grow grew grown growth|poison poisonous venom venomous poisoned|animal animals|dog dogs|cat cats|spider spiders|crab crabs|fake hoax faked bogus|true truth|rumor rumors|secret secretly|strange bizarre odd weird unusual|famous celebrity|rich wealthy wealth|poor poverty|angry anger furious|happy happily|sad sadness|love loved|hate hated|equip equipment|guard guards|measure measured|count counted|record recorded recording|remain remained|insist insisted|accuse accused accusation accusations|blame blamed|criticize criticized criticism|praise praised|apologize apologized apology|admit admitted admission acknowledged acknowledge|suggest suggested suggestion|consider considered consideration|intend intended intention intent|attend attended attendance|participate participated participation|organize organized|celebrate celebrated celebration|honor honored|inspect inspected inspection inspector inspectors|inform informed information|depict depicted|identify identified identification|recognize recognized recognition|treat treated treatment|deport deported deportation|accident accidents|emergency emergencies|neighbor neighbors|witness witnesses|locate located location|situate situated|grab grabbed|conduct conducted|sudden suddenly abruptly|immediate immediately|recent recently|frequent frequently often|annual annually yearly|legal lawful legally|illegal illegally unlawful unlawfully|responsible responsibility|able ability|similar similarly|different difference differ differed|strong strength|weak weakness|long length|deep depth|high height|wide width|hot heat|angle angles|violent violence|suicide suicidal|religion religious|science scientific scientists scientist researchers researcher research|expert experts specialist specialists|analysis analyst analysts analyze|economy economic economical|politics political politician politicians|nuclear atomic|electric electricity electrical|technology technological tech|internet online web|phone telephone smartphone mobile";

fn table() -> &'static KeyMap<String, String> {
    static TABLE: OnceLock<KeyMap<String, String>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let stemmer = Stemmer::create(Algorithm::English);
        let mut table = KeyMap::default();
        for group in PEOPLES.split('|').chain(SAYINGS.split('|')) {
            let mut stems = group.split(' ').map(|word| {
                let mut word = word.to_owned();
                super::spellings::fold(&mut word);
                stemmer.stem(&word).into_owned()
            });
            let Some(first) = stems.next() else { continue };
            let first = table.get(&first).cloned().unwrap_or(first);
            for stem in stems {
                // The first group that names a word has it.
                if stem != first {
                    table.entry(stem).or_insert_with(|| first.clone());
                }
            }
        }
        table
    })
}

/// Gives the stem that stands for a stem's group; most stems stand for themselves.
#[must_use]
pub fn first_of(stem: &str) -> &str {
    table().get(stem).map_or(stem, String::as_str)
}

#[cfg(test)]
mod tests {
    use super::super::words::words;

    fn stems(text: &str) -> Vec<u32> {
        words(text).iter().map(|word| word.stem).collect()
    }

    #[test]
    fn a_people_and_its_land_are_one_and_news_verbs_too() {
        assert_eq!(stems("Syrian killed officers investigation colours"), stems("Syria died police investigate color"));
    }

    #[test]
    fn a_relative_is_not_the_same_word() {
        assert_ne!(words("killed")[0].key, words("died")[0].key);
    }

    #[test]
    fn another_day_or_spouse_is_another_fact() {
        for (one, other) in [("yesterday", "today"), ("today", "tomorrow"), ("wife", "husband"), ("wife", "spouse")] {
            assert_ne!(stems(one), stems(other), "{one}, {other}");
        }
    }

    #[test]
    fn no_stem_leads_to_one_that_leads_elsewhere() {
        for first in super::table().values() {
            assert_eq!(super::first_of(first), first);
        }
    }
}
