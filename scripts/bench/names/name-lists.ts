/** Names for the measurement of name resolution: written for it, and not taken from the resolver's own tables. */

/** Given names, common in several countries; those that are also words are among them. */
export const GIVEN_NAMES: readonly string[] =
  `James Robert John Michael William David Richard Joseph Thomas Charles Christopher Daniel Matthew Anthony Mark Donald
  Steven Paul Andrew Joshua Kenneth Kevin Brian George Timothy Ronald Edward Jason Jeffrey Ryan Jacob Gary Nicholas Eric
  Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory Alexander Frank Patrick Raymond Jack Dennis Jerry
  Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty Margaret Sandra Ashley
  Kimberly Emily Donna Michelle Carol Amanda Dorothy Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Kathleen Amy
  Angela Shirley Anna Brenda Pamela Emma Nicole Helen Samantha Katherine Christine Debra Rachel Carolyn Janet Catherine
  Maria Heather Diane Ruth Julie Olivia Joyce Virginia Victoria Kelly Lauren Christina Joan Evelyn Judith Megan Andrea
  Will May Bill Grace Hope Rose Art Sue Drew Chase Dawn Summer April June Faith Joy Ivy Dale Grant Miles Rich Penny Iris
  José Zoë Søren Łukasz François René Jürgen Björn Núria Inés Álvaro Chloé Agnès Márton Élodie Siân
  Wei Li Mei Hiroshi Yuki Kenji Akira Min-jun Ji-woo Priya Arjun Ananya Rahul Deepa Vikram Fatima Omar Layla Yusuf
  Amina Olga Dmitri Svetlana Ivan Nikolai Marta Pablo Lucía Diego Carmen Giulia Marco Luca Chiara Ingrid Lars Anders
  Kwame Ngozi Chidi Amara Tariq Noor Leila Farid Eden Nadia Mateo Rafael Bruno Thiago Beatriz`.split(
    /\s+/u,
  );

/** Family names, common in several countries. */
export const FAMILY_NAMES: readonly string[] =
  `Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson
  Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young
  Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts
  Gomez Phillips Evans Turner Diaz Parker Cruz Edwards Collins Reyes Stewart Morris Morales Murphy Cook Rogers Gutierrez
  Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim Cox Ward Richardson Watson Brooks Chavez Wood James
  Bennett Gray Mendoza Ruiz Hughes Price Alvarez Castillo Sanders Patel Myers Long Ross Foster Jimenez Powell Jenkins
  Perry Russell Sullivan Bell Coleman Butler Henderson Barnes Fisher Vasquez Simmons Graham Murray Ford Hamilton
  Müller Schröder Björk Østergaard Novák Dvořák Kovač Nuñez Peña Gonçalves Lefèvre Çelik Şahin Wójcik Håkansson Séguin
  Chen Chan Wang Zhang Liu Tanaka Suzuki Watanabe Park Choi Kang Singh Sharma Gupta Iyer Reddy Khan Ahmed Hussain
  Okafor Adeyemi Mensah Diallo Ivanov Petrov Kowalski Nowak Rossi Bianchi Ferrari Santos Silva Costa Oliveira Haddad
  Nakamura Fernandes O'Brien O'Neil McCarthy McDonald Van-Dijk De-Vries Jansen Lindqvist Fielding Marsh Carmichael
  Abernathy Blackwood Cunningham Delacroix Eastwood Fairbanks Goldstein Hathaway Ingersoll Kensington Lockhart
  Montgomery Northcott Pemberton Quincey Rutherford Stapleton Thackeray Underwood Vanderbilt Whitaker Yarborough`.split(
    /\s+/u,
  );

/** Family names of others that differ from one above by a letter or two: who says one need not mean the other. */
export const LOOKALIKES: readonly (readonly [string, string])[] = [
  ["Johnson", "Johnston"],
  ["Peterson", "Petersen"],
  ["Anderson", "Andersen"],
  ["Thompson", "Thomson"],
  ["Clark", "Clarke"],
  ["Brown", "Browne"],
  ["Gray", "Grey"],
  ["Allen", "Allan"],
  ["Davis", "Davies"],
  ["Phillips", "Philips"],
  ["Reed", "Reid"],
  ["Stewart", "Stuart"],
  ["Green", "Greene"],
  ["Cook", "Cooke"],
  ["Rogers", "Rodgers"],
  ["Hernandez", "Fernandez"],
  ["Gonzalez", "Gonzales"],
  ["Rodriguez", "Rodrigues"],
  ["Alvarez", "Alvares"],
  ["Martinez", "Martines"],
  ["Nelson", "Nilson"],
  ["Bailey", "Baily"],
  ["Chen", "Chan"],
  ["Kim", "Kin"],
  ["Perry", "Parry"],
  ["Myers", "Meyers"],
  ["Harris", "Harries"],
  ["Morris", "Norris"],
  ["Barnes", "Burnes"],
  ["Ivanov", "Ivanova"],
];

/** What people are called for short; written from common use. */
export const SHORT_FORMS: readonly (readonly [string, string])[] =
  `Robert:Bob Robert:Rob Robert:Bobby William:Bill William:Will William:Billy James:Jim James:Jimmy James:Jamie
  Richard:Rick Richard:Dick Richard:Rich Charles:Charlie Charles:Chuck Thomas:Tom Christopher:Chris Daniel:Dan
  Daniel:Danny Matthew:Matt Anthony:Tony Donald:Don Steven:Steve Stephen:Steve Andrew:Andy Andrew:Drew Joshua:Josh
  Kenneth:Ken Timothy:Tim Ronald:Ron Edward:Ed Edward:Ted Edward:Eddie Jeffrey:Jeff Jacob:Jake Nicholas:Nick
  Jonathan:Jon Benjamin:Ben Samuel:Sam Gregory:Greg Alexander:Alex Patrick:Pat Raymond:Ray John:Jack David:Dave
  Michael:Mike Joseph:Joe Joseph:Joey Francis:Frank Gerald:Jerry Lawrence:Larry Arthur:Art
  Patricia:Pat Patricia:Patty Patricia:Trish Jennifer:Jen Jennifer:Jenny Elizabeth:Liz Elizabeth:Beth Elizabeth:Betty
  Elizabeth:Lisa Barbara:Barb Susan:Sue Susan:Susie Jessica:Jess Margaret:Maggie Margaret:Peggy Margaret:Meg Sandra:Sandy
  Kimberly:Kim Emily:Em Michelle:Shelly Amanda:Mandy Dorothy:Dot Melissa:Mel Deborah:Deb Deborah:Debbie Debra:Deb
  Stephanie:Steph Rebecca:Becky Rebecca:Becca Cynthia:Cindy Kathleen:Kathy Angela:Angie Pamela:Pam Samantha:Sam
  Katherine:Kate Katherine:Kathy Katherine:Katie Catherine:Cathy Catherine:Kate Christine:Chris Christina:Tina
  Victoria:Vicky Victoria:Tori Judith:Judy Virginia:Ginny Nancy:Nan Theodore:Ted Dmitri:Dima Penelope:Penny
  Rafael:Rafa José:Pepe Diego:Santi Beatriz:Bea Mateo:Teo Nicole:Nicky Megan:Meg Andrea:Andie Rachel:Rach`
    .split(/\s+/u)
    .map((pair) => {
      const [given = "", short = ""] = pair.split(":");
      return [given, short] as const;
    });

export const ORGANIZATIONS: readonly string[] =
  `Acme Globex Initech Umbra Hooli Stark Wayne Tyrell Cyberdyne Aperture Vandelay Soylent Northwind Contoso Fabrikam
  Litware Tailspin Wingtip Lumon Massive`.split(/\s+/u);
