/**
 * ISO 3166-1: the two-letter code of a country by its three-letter code or by what files call it.
 * The countries of the Americas and Europe, where charging data in these formats come from.
 */
const THREE = `ABW AW|AIA AI|ALB AL|AND AD|ARG AR|ARM AM|ATG AG|AUT AT|AZE AZ|BEL BE|BGR BG|BHS BS|BIH BA|BLR BY
BLZ BZ|BMU BM|BOL BO|BRA BR|BRB BB|CAN CA|CHE CH|CHL CL|COL CO|CRI CR|CUB CU|CUW CW|CYM KY|CYP CY|CZE CZ|DEU DE
DMA DM|DNK DK|DOM DO|ECU EC|ESP ES|EST EE|FIN FI|FRA FR|FRO FO|GBR GB|GEO GE|GIB GI|GRC GR|GRD GD|GRL GL|GTM GT
GUY GY|HND HN|HRV HR|HTI HT|HUN HU|IRL IE|ISL IS|ITA IT|JAM JM|LCA LC|LIE LI|LTU LT|LUX LU|LVA LV|MCO MC|MDA MD
MEX MX|MKD MK|MLT MT|MNE ME|NIC NI|NLD NL|NOR NO|PAN PA|PER PE|POL PL|PRT PT|PRY PY|ROU RO|SLV SV|SMR SM
SRB RS|SUR SR|SVK SK|SVN SI|SWE SE|TTO TT|TUR TR|UKR UA|URY UY|USA US|VCT VC|VEN VE|VGB VG`

const byText = new Map(
  THREE.split(/[|\n]/).flatMap((pair): [string, string][] => {
    const [three, two] = pair.split(' ')
    return [
      [three, two],
      [two, two],
    ]
  }),
)
for (const territory of ['PR', 'PRI', 'VI', 'VIR', 'GU', 'GUM', 'AS', 'ASM', 'MP', 'MNP'])
  byText.set(territory, 'US')
byText.set('UNITED STATES', 'US')
byText.set('UNITED STATES OF AMERICA', 'US')
byText.set('CANADA', 'CA')

/** The two-letter code that a file means by `US`, `usa` or `United States`. */
export function countryByText(text: string): string | undefined {
  return byText.get(text) ?? byText.get(text.trim().toUpperCase())
}
