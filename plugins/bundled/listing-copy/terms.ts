// Words that housing advertisements should not use. The federal Fair Housing Act (42 U.S.C. 3604(c)) forbids stating a
// preference by race, colour, religion, sex, disability, familial status or national origin. California's FEHA (Government
// Code 12955) and Unruh Act (Civil Code 51) add ancestry, age, marital status, sexual orientation, gender identity and
// expression, source of income, citizenship, immigration status, primary language, military and veteran status, genetic
// information and medical condition. The list helps the writer; it is not legal advice. "avoid" marks words that state a
// preference, "careful" marks words that depend on their context. All are matched in folded text (fold.ts).
import { aided, classes, describe, faiths, origins, races } from "./classes.ts";
import { excluding, preferring } from "./phrases.ts";

export interface Term {
  words: RegExp; // global, on folded text
  level: "avoid" | "careful";
  about: string;
  reason: string;
  instead: string;
  names?: true; // also a part of proper names: no finding there
}

const any = (...words: string[]) => new RegExp(`(?<![a-z0-9])(?:${words.join("|")})(?![a-z0-9])`, "g");

// Towns that are called after saints. The second ones are usual names of churches too: what one walks to is a church.
const towns = "helena|george|louis|petersburg|augustine|cloud|albans|johnsbury|ignace|simons|croix|lucie|tammany|kitts";
const churchTowns = "paul|charles|joseph|johns?|thomas|clair|peters";

const ends = "(?= \\. | ?$| (?:and|or|with|in|on|plus)(?![a-z]))";

/** The name of a saint, alone as a landmark, that is none of some towns. */
const saint = (but: string) =>
  `(?:(?:st|saint) (?!(?:${but})(?![a-z]))|our lady of |sacred heart of )[a-z]+${ends}`;

const byClass = classes.flatMap(({ about, people, preferred, who, instead }): Term[] => [
  { words: any(...excluding(people)), level: "avoid", about, reason: `turns ${who} away`, instead },
  {
    words: any(...preferring(preferred ?? people)),
    level: "avoid",
    about,
    reason: `prefers people: ${describe}`,
    instead,
  },
]);

const phrases: Term[] = [
  {
    words: any(
      "adult (?:community|living|building|complex|household|environment)s?",
      "child(?:ren)? ?free",
      "(?:not|isnt|never) (?:a |an |very |really |so )?(?:kids?|child|children|family|toddler|baby) ?friendly",
      "kid ?free",
      "childless",
      "(?<!single )(?<!multi )family (?:friendly|oriented|neighbou?rhood|community|area|atmosphere)",
      "for families",
      "famil(?:y|ies) (?:preferred|only)",
      "(?:max(?:imum)?|only|no more than|limit of) (?:of )?(?:one|two|three|1|2|3) (?:child(?:ren)?|kids?)",
    ),
    level: "avoid",
    about: "familial status",
    reason: "says whether families with children should live there",
    instead: "name the rooms, the yard or the park",
  },
  {
    words: any(
      "empty nesters?",
      "bachelor(?:ette)? pad",
      "(?:mature|single) (?:persons?|people|couples?|individuals?)",
      "swinging singles",
      "newlyweds?",
    ),
    level: "avoid",
    about: "familial or marital status, or age",
    reason: "says who should live there",
    instead: describe,
  },
  {
    words: any(
      "seniors?(?! (?:agent|loan|vice|lien|partner|high))",
      "retirement",
      "active adults?",
      "55 ?\\+",
      "62 ?\\+",
      "55 (?:and|or) (?:over|older|better)",
      "age restricted",
      "golden agers?",
      "elderly",
    ),
    level: "careful",
    about: "age",
    reason: "is allowed only for housing that is lawfully for older persons (55+ or 62+)",
    instead: "give the community's age rule in its own words, or leave it out",
    names: true,
  },
  {
    words: any(
      "(?:no (?:one|body)|nobody|none|must be|no(?: one| tenants?)?|tenants?|people|adults?) (?:under|over|above|below|at least) (?:the age of )?\\d\\d",
      "(?:over|under) \\d\\d (?:only|preferred)",
      "(?:ages?|aged) \\d\\d (?:and|to|or) (?:\\d\\d|over|up|under|older)(?: only| preferred)?",
      "must be (?:1[89]|[2-9]\\d)(?: ?\\+| or older| or over| years)",
      "young (?:professionals?|executives?) (?:only|preferred|wanted|sought)",
    ),
    level: "avoid",
    about: "age",
    reason: "limits who may live there by age",
    instead: "give the community's age rule if it is lawfully for older persons, else leave it out",
  },
  {
    words: any(faiths.replace("believers?", "believers")),
    level: "avoid",
    about: "religion",
    reason: "names a religion",
    instead: "leave the religion out; name a street or a park",
    names: true,
  },
  {
    words: any(
      "kosher (?:home|household|community|neighbou?rhood|building|only)",
      "bible (?:believing|study)",
      "(?:traditional|good|strong) (?:religious|christian|family) values",
      "god fearing",
      "(?:of|shares?|sharing) (?:our|my|the same) (?:faith|religion|beliefs?)",
      "people of (?:faith|the same faith)",
      "no (?:religion|religious people)",
    ),
    level: "avoid",
    about: "religion",
    reason: "states a preference by religion",
    instead: describe,
  },
  {
    words: any(
      "(?:near|close to|next to|walk(?:ing distance)? to|by|blocks? (?:from|to)|minutes? (?:from|to)|across from|steps (?:from|to))(?: the| a| an| local| our)?(?: [a-z]+){0,2} (?:church|temple|synagogue|mosque|parish|shul|cathedral|chapel|gurdwara)(?:es|s)?",
    ),
    level: "careful",
    about: "religion",
    reason: "uses a place of worship as a landmark",
    instead: "name a street or a park",
    names: true,
  },
  {
    words: any(
      `${races} (?:area(?! rug)|neighbou?rhood|community(?! (?:garden|pool|center))|famil(?:y|ies)(?! room)|buyers?|tenants?|owners?|people|residents?|couples?|enclave)s?(?! (?:suite|bath))`,
      "(?:light|dark|fair|brown) skin(?:ned)?",
      "skin colou?r",
      "(?:racially |ethnically )?(?:integrated|segregated|diverse|mixed) (?:area|neighbou?rhood|community)",
      "ethnic(?:ity)?(?: neighbou?rhood| area| community)?",
      "racial(?:ly)?",
    ),
    level: "avoid",
    about: "race or color",
    reason: "describes people by race or color",
    instead: "describe the home and what is near it",
    names: true,
  },
  {
    words: any(
      `${origins} (?:area(?! rug)|neighbou?rhood|community(?! (?:garden|pool|center))|famil(?:y|ies)(?! room)|buyers?|tenants?|people|residents?|couples?|enclave)s?`,
      "(?:speaks?|must speak|speaking|fluent(?: in)?|understands?) (?:good |fluent )?english(?: only| required)?",
      "english (?:speaking(?: only)?|speakers?|only|(?:is )?(?:required|a must(?! see)|mandatory|essential|needed|necessary))",
      "(?:rent|sell|lease)(?:s|ing)? to (?:americans|u ?s citizens|whites|christians)",
      "no (?:foreign )?accents?",
      "american born",
      "born in (?:the us|america|the usa)",
    ),
    level: "avoid",
    about: "national origin, ancestry or language",
    reason: "describes people by origin or language",
    instead: describe,
    names: true,
  },
  {
    words: any(
      "(?:proof of |valid )?(?:citizenship|immigration status|legal status)(?: (?:is )?required)?",
      "citizens only",
      "(?:must be|only) (?:a |an )?(?:u ?s |american )?citizens?",
      "green cards? (?:required|only)",
      "no immigrants",
      "no undocumented",
    ),
    level: "avoid",
    about: "citizenship or immigration status",
    reason: "asks for a citizenship or an immigration status",
    instead: "leave it out",
  },
  {
    words: any(
      "exclusive (?:area|neighbou?rhood|community|enclave)",
      "traditional neighbou?rhood",
      "desirable neighbou?rhood",
      "safe(?:st)? (?:area|neighbou?rhood|community|streets?)",
      "good neighbou?rhood",
      "(?:low|no) crime",
      "crime free",
      "right kind of people",
      "people like you",
    ),
    level: "careful",
    about: "race or national origin",
    reason: "is read as a hint at who lives there, and can't be proved",
    instead: "name what is there: parks, transit, shops",
  },
  {
    words: any(
      "able bodied",
      "must be (?:able to (?:walk|climb|live independently|use stairs)|healthy|ambulatory|physically fit|independent)",
      "(?:no|not) (?:for )?(?:anyone )?with (?:mobility|health) (?:issues|problems)",
      "healthy (?:only|persons?|people)",
      "no pets including service animals",
      "no (?:service|assistance|emotional support|support|guide|therapy|esa) (?:animals?|dogs?|pets?)",
      "(?:service|support|guide) (?:animals?|dogs?) (?:are )?not (?:allowed|accepted|permitted|welcome)",
      "no esas?",
      "no recovering (?:addicts?|alcoholics?)",
    ),
    level: "avoid",
    about: "disability",
    reason: "turns people with a disability away; service and support animals must be accommodated",
    instead: "name the stairs, the lift or the step-free entry",
  },
  {
    words: any("handicap(?:ped)?", "crippled?", "wheelchair bound", "mentally retarded", "invalids"),
    level: "careful",
    about: "disability",
    reason: "is an outdated word for people",
    instead: "accessible; wheelchair-accessible",
    names: true,
  },
  {
    words: any(
      "(?:working |employed )*(?:professionals?|executives?) (?:only|preferred|wanted|sought)",
      "(?:professionals?|executives?) only",
      "(?:must|have to) (?:be employed|have (?:an? )?(?:full time |steady |stable |current )?(?:job|employment|work))",
      "w ?2 (?:income|earners?|wages|employment|employees?|jobs?)",
      "employ(?:ed|ment) (?:only|required|persons? only)",
      "(?:proof of )?(?:full time )?employment (?:is )?required",
      "proof of employment",
      `(?:do|does|will) not (?:accept|take) ${aided}`,
      "no government (?:aid|programs?)",
      "private pay only",
      "cash tenants? only",
    ),
    level: "avoid",
    about: "source of income",
    reason: "refuses a lawful source of income",
    instead: "state the price or the deposit alone",
  },
  {
    words: any("(?:perfect|ideal|great) for (?:young )?(?:professionals?|executives?|commuters?|investors only)"),
    level: "careful",
    about: "who should live there",
    reason: "prefers a kind of buyer",
    instead: "name the distance to transit or offices",
  },
  {
    words: any(
      "(?:fe)?male (?:roommate|tenant|buyer|renter|housemate)s?",
      "his and hers? (?:only)",
    ),
    level: "avoid",
    about: "sex",
    reason: "names a sex or a role",
    instead: "in-law suite; second unit",
  },
  {
    words: any(
      `(?:next to|walk(?:ing distance)? to|by|blocks? (?:from|to)|across from|steps (?:from|to)) ${saint(towns)}`,
      `(?:near|close to|minutes? (?:from|to)) ${saint(`${towns}|${churchTowns}`)}`,
    ),
    level: "careful",
    about: "religion",
    reason: "may be a place of worship as a landmark",
    instead: "name a street, a school or a hospital in full",
  },
  {
    words: any(
      "(?:perfect|ideal|great|room|space|suite) for (?:a |your |the )?(?:grand(?:ma|pa|mother|father|parents?)|granny|nana|in ?laws|mother in law)(?! clock)",
    ),
    level: "careful",
    about: "age or familial status",
    reason: "says who should live there",
    instead: "name the bedroom on the ground floor or the second unit",
  },
  {
    words: any("mother in law (?:suite|unit|apartment|quarters)"),
    level: "careful",
    about: "sex",
    reason: "is a usual name for a second unit that names a role",
    instead: "in-law suite; second unit",
  },
  {
    words: any(
      "gay (?:friendly|area|neighbou?rhood|community|couples?|people)",
      "(?:no )?alternative lifestyles?",
      "lgbt(?:q|qia)? (?:friendly|area|neighbou?rhood|community)",
      "(?:traditional|straight) couples?",
      "biological (?:fe)?males?",
    ),
    level: "avoid",
    about: "sexual orientation or gender identity",
    reason: "describes people by their orientation or gender",
    instead: "leave it out: everybody is welcome",
  },
  {
    words: any(
      "genetic (?:test(?:ing|s)?|information|history)",
      "medical (?:history|records?|exam(?:ination)?)(?: (?:is )?required)?",
      "health (?:screening|questionnaire|check)",
      "vaccinated (?:only|tenants?)",
      "hiv (?:positive|negative|test)",
    ),
    level: "avoid",
    about: "medical condition or genetic information",
    reason: "asks about health",
    instead: "leave health out",
  },
  {
    words: any("master (?:bed(?:room)?|bath(?:room)?|suite)"),
    level: "careful",
    about: "race or color",
    reason: "many listing services ask for another word",
    instead: "primary",
  },
];

export const terms: Term[] = [...byClass, ...phrases];
