/** Minutes after midnight as a clock shows them; past midnight it goes on counting hours. */
export function clock(minute: number): string {
  const rounded = Math.round(minute)
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${pad(Math.trunc(rounded / 60))}:${pad(rounded % 60)}`
}
