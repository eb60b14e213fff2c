package money

// listed is a line of the list.
type listed struct {
	code        Currency
	minorDigits int // decimal places of the minor unit
}

// currencies is the one list, in the order of the codes; all else is derived
// from it, and a test holds the database against it.
//
// It is list one of ISO 4217 up to amendment 180 (September 2025: Bulgaria has
// the euro from 2026) without the codes that are not money that a customer
// could hold an account in:
//
//   - funds and units of indexation: BOV CHE CHW CLF COU MXV USN UYI UYW
//   - units of account between states and banks: XAD XDR XSU XUA
//   - bond market units: XBA XBB XBC XBD
//   - metals: XAG XAU XPD XPT
//   - for testing, and for no currency: XTS XXX
var currencies = []listed{
	{"AED", 2}, // UAE dirham
	{"AFN", 2}, // afghani
	{"ALL", 2}, // lek
	{"AMD", 2}, // Armenian dram
	{"AOA", 2}, // kwanza
	{"ARS", 2}, // Argentine peso
	{"AUD", 2}, // Australian dollar
	{"AWG", 2}, // Aruban florin
	{"AZN", 2}, // Azerbaijan manat
	{"BAM", 2}, // convertible mark of Bosnia and Herzegovina
	{"BBD", 2}, // Barbados dollar
	{"BDT", 2}, // taka
	{"BHD", 3}, // Bahraini dinar
	{"BIF", 0}, // Burundi franc
	{"BMD", 2}, // Bermudian dollar
	{"BND", 2}, // Brunei dollar
	{"BOB", 2}, // boliviano
	{"BRL", 2}, // Brazilian real
	{"BSD", 2}, // Bahamian dollar
	{"BTN", 2}, // ngultrum
	{"BWP", 2}, // pula
	{"BYN", 2}, // Belarusian ruble
	{"BZD", 2}, // Belize dollar
	{"CAD", 2}, // Canadian dollar
	{"CDF", 2}, // Congolese franc
	{"CHF", 2}, // Swiss franc
	{"CLP", 0}, // Chilean peso
	{"CNY", 2}, // renminbi
	{"COP", 2}, // Colombian peso
	{"CRC", 2}, // Costa Rican colón
	{"CUP", 2}, // Cuban peso
	{"CVE", 2}, // Cabo Verde escudo
	{"CZK", 2}, // Czech koruna
	{"DJF", 0}, // Djibouti franc
	{"DKK", 2}, // Danish krone
	{"DOP", 2}, // Dominican peso
	{"DZD", 2}, // Algerian dinar
	{"EGP", 2}, // Egyptian pound
	{"ERN", 2}, // nakfa
	{"ETB", 2}, // birr
	{"EUR", 2}, // euro
	{"FJD", 2}, // Fiji dollar
	{"FKP", 2}, // Falkland Islands pound
	{"GBP", 2}, // pound sterling
	{"GEL", 2}, // lari
	{"GHS", 2}, // cedi
	{"GIP", 2}, // Gibraltar pound
	{"GMD", 2}, // dalasi
	{"GNF", 0}, // Guinean franc
	{"GTQ", 2}, // quetzal
	{"GYD", 2}, // Guyana dollar
	{"HKD", 2}, // Hong Kong dollar
	{"HNL", 2}, // lempira
	{"HTG", 2}, // gourde
	{"HUF", 2}, // forint
	{"IDR", 2}, // rupiah
	{"ILS", 2}, // new shekel
	{"INR", 2}, // Indian rupee
	{"IQD", 3}, // Iraqi dinar
	{"IRR", 2}, // Iranian rial
	{"ISK", 0}, // króna
	{"JMD", 2}, // Jamaican dollar
	{"JOD", 3}, // Jordanian dinar
	{"JPY", 0}, // yen
	{"KES", 2}, // Kenyan shilling
	{"KGS", 2}, // som of Kyrgyzstan
	{"KHR", 2}, // riel
	{"KMF", 0}, // Comorian franc
	{"KPW", 2}, // North Korean won
	{"KRW", 0}, // won
	{"KWD", 3}, // Kuwaiti dinar
	{"KYD", 2}, // Cayman Islands dollar
	{"KZT", 2}, // tenge
	{"LAK", 2}, // kip
	{"LBP", 2}, // Lebanese pound
	{"LKR", 2}, // Sri Lanka rupee
	{"LRD", 2}, // Liberian dollar
	{"LSL", 2}, // loti
	{"LYD", 3}, // Libyan dinar
	{"MAD", 2}, // Moroccan dirham
	{"MDL", 2}, // Moldovan leu
	{"MGA", 2}, // ariary: of 5 iraimbilanja, but ISO says 2
	{"MKD", 2}, // denar
	{"MMK", 2}, // kyat
	{"MNT", 2}, // tugrik
	{"MOP", 2}, // pataca
	{"MRU", 2}, // ouguiya: of 5 khoums, but ISO says 2
	{"MUR", 2}, // Mauritius rupee
	{"MVR", 2}, // rufiyaa
	{"MWK", 2}, // Malawi kwacha
	{"MXN", 2}, // Mexican peso
	{"MYR", 2}, // ringgit
	{"MZN", 2}, // metical
	{"NAD", 2}, // Namibia dollar
	{"NGN", 2}, // naira
	{"NIO", 2}, // córdoba
	{"NOK", 2}, // Norwegian krone
	{"NPR", 2}, // Nepalese rupee
	{"NZD", 2}, // New Zealand dollar
	{"OMR", 3}, // Omani rial
	{"PAB", 2}, // balboa
	{"PEN", 2}, // sol
	{"PGK", 2}, // kina
	{"PHP", 2}, // Philippine peso
	{"PKR", 2}, // Pakistan rupee
	{"PLN", 2}, // złoty
	{"PYG", 0}, // guaraní
	{"QAR", 2}, // Qatari rial
	{"RON", 2}, // Romanian leu
	{"RSD", 2}, // Serbian dinar
	{"RUB", 2}, // Russian ruble
	{"RWF", 0}, // Rwanda franc
	{"SAR", 2}, // Saudi riyal
	{"SBD", 2}, // Solomon Islands dollar
	{"SCR", 2}, // Seychelles rupee
	{"SDG", 2}, // Sudanese pound
	{"SEK", 2}, // Swedish krona
	{"SGD", 2}, // Singapore dollar
	{"SHP", 2}, // Saint Helena pound
	{"SLE", 2}, // leone
	{"SOS", 2}, // Somali shilling
	{"SRD", 2}, // Surinam dollar
	{"SSP", 2}, // South Sudanese pound
	{"STN", 2}, // dobra
	{"SVC", 2}, // Salvadoran colón
	{"SYP", 2}, // Syrian pound
	{"SZL", 2}, // lilangeni
	{"THB", 2}, // baht
	{"TJS", 2}, // somoni
	{"TMT", 2}, // Turkmenistan manat
	{"TND", 3}, // Tunisian dinar
	{"TOP", 2}, // paʻanga
	{"TRY", 2}, // Turkish lira
	{"TTD", 2}, // Trinidad and Tobago dollar
	{"TWD", 2}, // new Taiwan dollar
	{"TZS", 2}, // Tanzanian shilling
	{"UAH", 2}, // hryvnia
	{"UGX", 0}, // Uganda shilling
	{"USD", 2}, // US dollar
	{"UYU", 2}, // Uruguayan peso
	{"UZS", 2}, // sum of Uzbekistan
	{"VED", 2}, // digital bolívar
	{"VES", 2}, // sovereign bolívar
	{"VND", 0}, // đồng
	{"VUV", 0}, // vatu
	{"WST", 2}, // tala
	{"XAF", 0}, // CFA franc of Central Africa
	{"XCD", 2}, // East Caribbean dollar
	{"XCG", 2}, // Caribbean guilder
	{"XOF", 0}, // CFA franc of West Africa
	{"XPF", 0}, // CFP franc
	{"YER", 2}, // Yemeni rial
	{"ZAR", 2}, // rand
	{"ZMW", 2}, // Zambian kwacha
	{"ZWG", 2}, // Zimbabwe gold
}
