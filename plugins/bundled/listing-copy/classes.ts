// The protected classes, and the words by which texts name their people. They are parts of expressions on folded text
// (fold.ts).

/** What a finding advises where no better wording is at hand. */
export const describe = "describe the home, not who should live there";

/** People of one protected class, by the words for them. */
interface Class {
  about: string;
  people: string[]; // turned away by "no …", "… not allowed"
  preferred?: string[]; // preferred by "… only", "ideal for …"; the people unless it is said
  who: string;
  instead: string;
}

const noun =
  "(?:people|persons?|famil(?:y|ies)(?! room)|buyers?|tenants?|renters?|residents?|owners?|neighbou?rs?|couples?|" +
  "households?|applicants?|m[ae]n|wom[ae]n|roommates?|individuals?)";
export const races =
  "(?:white|black|asian|hispanic|latin[oax]|african american|caucasian|native american|colou?red|biracial|interracial|oriental|" +
  "mixed race|minority)";
export const origins =
  "(?:chinese|mexican|indian|arab|arabic|russian|korean|japanese|vietnamese|filipino|pakistani|iranian|persian|african|" +
  "irish|italian|polish|german|french|spanish|european|middle eastern|american|foreign|immigrant|armenian|cuban|haitian|" +
  "puerto rican|ukrainian|hmong)";
export const faiths =
  "(?:christians?|catholics?|jews?|jewish|muslims?|moslems?|mormons?|lds|hindus?|buddhists?|sikhs?|protestants?|baptists?|" +
  "evangelicals?|atheists?|islamic|(?:non ?)?believers?|churchgoers?|amish|jehovahs witness(?:es)?)";
const children =
  "(?:child(?! (?:care|proof|lock|gate|seat|safe))|children|kids?(?! (?:room|area|pool|play))|minors|infants?|bab(?:y|ies)" +
  "(?! (?:gate|room|grand))|toddlers?|teens|teenagers?|newborns?|little (?:ones?|feet(?! of)|people|folks?|kids)|wee ones|tots|youngsters?|pregnant (?:wom[ae]n|people|persons?|tenants?))";
const family =
  "famil(?:y|ies)(?! (?:room|bath|gather|dinner|meal|game|movie|night|time|fun|bbq|barbecue|reunion|entertain|owned|home))";
export const aided =
  "(?:section (?:8|eight|ate)|sec 8|section8|(?:housing |choice |hud |vash )*vouchers?|hcv|vash|housing assistance|welfare|" +
  "public assistance|government assistance|rental assistance|rent assistance|ssi|ssdi|social security(?! number)|" +
  "food stamps|ebt|snap benefits|tanf|disability (?:income|benefits)|unemployment(?: benefits)?|calworks|subsid(?:y|ies)|subsidi[sz]ed (?:tenants?|renters?|applicants?|rent))";
const disabled =
  "(?:disabled(?! (?:alarm|parking|access|ramp|toilet|bath))(?: people| persons?| tenants?| applicants?)?|handicapped" +
  "(?! (?:parking|access|ramp))(?: people| persons?)?|wheelchairs?(?! (?:ramp|lift|access|friendly))(?: users?| bound)?|" +
  "(?:the |legally )?(?:blind|deaf) (?:people|persons?|tenants?|applicants?)|the (?:blind|deaf)|mentally (?:ill|disabled)|" +
  "mental(?:ly)? (?:illness|retarded)|(?:people |persons? |(?:any|some)?one |tenants? )?with (?:a )?(?:(?:physical |mental )?disabilit(?:y|ies)|mental illness(?:es)?)|" +
  "(?:people|persons?|tenants?|any ?one) (?:using|in|with|who uses?) (?:a )?(?:wheelchairs?|walkers?)|" +
  "special needs|cripples?|crippled|walkers)";

export const classes: Class[] = [
  {
    about: "familial status",
    people: [children, family],
    preferred: [
      family,
      `${children}`,
      "adults?",
      "grown ?ups?",
      "childless(?: couples?)?",
      "couples?(?! massage)",
      "couples? without (?:children|kids)",
      "empty nesters?",
    ],
    who: "families with children",
    instead: "name the rooms, the yard or the park",
  },
  {
    about: "religion",
    people: [faiths],
    who: "people by their religion",
    instead: "leave the religion out; name a street or a park",
  },
  {
    about: "race or color",
    people: [
      `${races} ${noun}`,
      "blacks",
      "whites",
      "asians",
      "hispanics",
      "latin[oa]s",
      "african americans",
      "minorities",
      "people of colou?r",
      "colou?reds",
    ],
    who: "people by race or color",
    instead: describe,
  },
  {
    about: "national origin or ancestry",
    people: [
      `${origins} ${noun}`,
      "immigrants?",
      "foreigners?",
      "refugees?",
      "mexicans",
      "indians",
      "arabs",
      "africans",
      "americans",
      "russians",
      "koreans",
      "chinese(?= (?:allowed|only|please|need))",
      "gyps(?:y|ies)",
      `(?:(?:any |some )?one|${noun}) (?:of|with) ${origins} (?:ancestry|descent|origins?|heritage|background)`,
    ],
    who: "people by their origin",
    instead: describe,
  },
  {
    about: "sex",
    people: [
      "m[ae]n",
      "wom[ae]n",
      "(?:fe)?males?(?: (?:tenants?|roommates?|renters?))?",
      "ladies",
      "gentlem[ae]n",
      "girls",
      "boys",
      "guys",
    ],
    preferred: [
      "(?:single |professional |working )?(?:m[ae]n(?! cave)|wom[ae]n)",
      "(?:fe)?males?(?: (?:tenants?|roommates?|renters?))?",
      "ladies",
      "gentlem[ae]n",
      "girls",
      "boys",
      "bachelors?",
      "bachelorettes?",
    ],
    who: "people by their sex",
    instead: describe,
  },
  {
    about: "sexual orientation or gender identity",
    people: [
      "gays?(?: (?:people|m[ae]n|couples?|tenants?))?",
      "lesbians?",
      "homosexuals?",
      "lgbt(?:q|qia)?\\+?(?: (?:people|couples?|tenants?))?",
      "queers?",
      "bisexuals?",
      "transgender(?:ed)?(?: (?:people|persons?|tenants?))?",
      "trans (?:people|persons?|wom[ae]n|m[ae]n)",
      "transsexuals?",
      "same sex couples?",
      "heterosexuals?",
      "straight (?:people|couples?|m[ae]n|wom[ae]n|tenants?)",
      "cross ?dressers?",
      "drag queens?",
      "cis(?:gender)?(?: (?:people|persons?|wom[ae]n|m[ae]n|tenants?|couples?))",
    ],
    who: "people by their orientation or gender",
    instead: "leave it out: everybody is welcome",
  },
  {
    about: "marital status",
    people: [
      "(?:un)?married (?:couples?|people|persons?|tenants?)",
      "singles",
      "single (?:people|persons?|tenants?|mothers?|moms?|parents?|dads?)",
      "divorced (?:people|persons?)",
      "divorcees?",
      "widow(?:er)?s?",
      "newlyweds?",
      "unwed (?:couples?|mothers?)",
    ],
    preferred: [
      "(?:un)?married(?: couples?| people| persons?| tenants?)?",
      "singles?(?! (?:car|story|level|family|vehicle|use))(?: (?:people|persons?|tenants?|individuals?))?",
      "newlyweds?",
      "widow(?:er)?s?",
    ],
    who: "people by their marital status",
    instead: describe,
  },
  {
    about: "disability",
    people: [disabled],
    preferred: [
      "able bodied(?: people| persons?| tenants?)?",
      "healthy(?: people| persons?| tenants?| adults?)?",
      "physically fit(?: people| tenants?)?",
    ],
    who: "people with a disability",
    instead: "name the stairs, the lift or the step-free entry",
  },
  {
    about: "medical condition or genetic information",
    people: [
      "(?:people|persons?|one|anyone|tenants?) with (?:hiv|aids|cancer|(?:a )?(?:medical|health|genetic) (?:conditions?|problems?|disorders?)|illness(?:es)?)",
      "hiv(?: positive)?(?: people| tenants?)?",
      "aids patients?",
      "cancer patients?",
      "sick people",
    ],
    preferred: ["hiv negative"],
    who: "people by their health",
    instead: "leave health out",
  },
  {
    about: "source of income",
    people: [aided, "unemployed(?: people| tenants?)?"],
    preferred: ["(?:working|employed)(?: people| persons?| tenants?| adults?)?", "cash pay(?:ing)? tenants?"],
    who: "people with a lawful source of income",
    instead: "state the price or the deposit alone",
  },
  {
    about: "age",
    people: [
      "seniors?(?! (?:center|discount))(?: citizens?)?",
      "elderly(?: people| persons?)?",
      "golden agers?",
      "old people",
      "older (?:people|persons?|tenants?|adults?)",
      "retirees?",
      "young (?:people|adults?|persons?|tenants?)",
      "students?(?! housing)",
      "college students?",
      "millennials",
      "boomers",
    ],
    preferred: [
      "seniors?(?: citizens?)?",
      "elderly(?: people| persons?)?",
      "older (?:people|persons?|adults?|couples?)",
      "retirees?",
      "retired (?:people|persons?|couples?)",
      "young (?:people|adults?|persons?|couples?)",
      "(?:college |graduate )?students?",
      "millennials",
      "mature (?:professional |working )?(?:people|persons?|adults?|couples?|individuals?|tenants?|professionals?)",
    ],
    who: "people by their age",
    instead: describe,
  },
  {
    about: "military or veteran status",
    people: [
      "military(?! (?:base|noise|aircraft|housing|airport|flights?))(?: (?:people|personnel|famil(?:y|ies)|tenants?))?",
      "veterans?",
      "soldiers?",
      "service ?members?",
      "active duty(?: military| personnel)?",
      "reservists?",
    ],
    preferred: ["military(?: (?:people|personnel|famil(?:y|ies)|tenants?))?", "veterans?", "civilians?"],
    who: "people by military service",
    instead: "leave it out; a VA loan may be named as financing",
  },
  {
    about: "citizenship, immigration status or language",
    people: [
      "non ?citizens?",
      "undocumented(?: people| immigrants?| tenants?)?",
      "illegals?(?: immigrants?| aliens?)",
      "illegals",
      "(?:non )?(?:english|spanish|chinese|mandarin|cantonese|russian|korean|arabic|farsi|hindi) ?speak(?:ing (?:people|" +
        "persons?|tenants?|buyers?|famil(?:y|ies))|ers?)",
    ],
    preferred: [
      "(?:u ?s )?citizens?",
      "legal residents?",
      "green card holders?",
      "(?:english|spanish|chinese|russian|korean) ?speak(?:ing|ers?)(?: (?:people|persons?|tenants?|buyers?|famil(?:y|ies)))?",
    ],
    who: "people by citizenship or language",
    instead: "leave it out; a lease may be offered in other languages",
  },
];
