/**
 * Two extensions of your own. One records the last writer of each item, and rejects other writes of that attribute. The
 * other rejects changes of archived items, and counts reads. `@Version` and `@CreatedAt` are built in the same way.
 */
import {
  Attribute,
  BaseRepository,
  ConditionFailedError,
  CreatedAt,
  Extend,
  type Extension,
  extendProperty,
  GeneratedId,
  notExists,
  PartitionKey,
  Repository,
  Table,
  UpdatedAt,
  ValidationError,
} from 'annotable';
import { startLocal } from 'annotable/local';

/** The current user. A real program would take it from its request, for example with `AsyncLocalStorage`. */
let currentUser = 'ann';

/** Declares a property that contains the name of the last writer. */
const WrittenBy = () =>
  extendProperty<string, 'WrittenBy'>('WrittenBy', String, (property) => ({
    name: 'writtenBy',
    manages: [property],
    beforeWrite: ({ operation }) => {
      if (operation === 'delete') return undefined;
      const isWhole = operation === 'create' || operation === 'put';
      return { [isWhole ? 'item' : 'changes']: { [property]: currentUser } };
    },
  }));

let reads = 0;

/** Rejects writes of archived items, and counts reads. */
const archive: Extension = {
  name: 'archive',
  beforeWrite: ({ operation }) => (operation === 'create' ? undefined : { condition: { archivedAt: notExists() } }),
  afterRead: () => {
    reads++;
  },
};

@Table('reports')
@Extend(archive)
class Report {
  @GeneratedId() @PartitionKey() id!: string;
  @Attribute(String) title!: string;
  @Attribute(Date, { optional: true }) archivedAt?: Date;
  @WrittenBy() writtenBy!: string;
  @CreatedAt() createdAt!: Date;
  @UpdatedAt() updatedAt!: Date;
}

@Repository(Report)
class Reports extends BaseRepository<Report, 'id', 'id' | 'writtenBy' | 'createdAt' | 'updatedAt'> {}

const engine = await startLocal();
const reports = new Reports(engine.client, { clock: Date.now });
await reports.table.ensure();

const report = await reports.create({ title: 'First draft' });
console.log(`created  by ${report.writtenBy}, id of ${report.id.length} characters`);

currentUser = 'bob';
const changed = await reports.update(report.id, { title: 'Second draft' });
console.log(`changed  by ${changed.writtenBy}, created ${changed.createdAt <= changed.updatedAt ? 'before' : 'after'}`);

try {
  await reports.update(report.id, { writtenBy: 'eve' });
} catch (error) {
  if (!(error instanceof ValidationError)) throw error;
  console.log(`refused  ${error.issues[0]?.path} ${error.issues[0]?.message}`);
}

await reports.update(report.id, { archivedAt: new Date() });
try {
  await reports.update(report.id, { title: 'Third draft' });
} catch (error) {
  if (!(error instanceof ConditionFailedError)) throw error;
  console.log(`archived ${error.code}: the title is still ${(await reports.getOrThrow(report.id)).title}`);
}
console.log(`reads    ${reads}`);

await engine.stop();
