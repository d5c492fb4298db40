import {
  Attribute,
  BaseRepository,
  Entity,
  Enum,
  PartitionKey,
  Repository,
  SortKey,
  Table,
} from '../../../lib/index.ts';

/** Text that does harm on a page that takes it for HTML, or shows what is hidden in it. */
export const evil = '<img src=x onerror="document.title=\'owned\'">"\'&lt;\u202e\u0000';
const property = '<b onclick=alert(1)>name</b>';

@Table('hostile', { entities: () => [Hostile] })
@PartitionKey('pk')
@SortKey('sk')
export class HostileTable {}

@Entity('<script>alert(1)</script>', {
  table: HostileTable,
  keys: { partitionKey: '<i>#{id}', sortKey: '<u>' },
})
@Enum({ kind: ['<svg/onload=alert(1)>', '" autofocus onfocus="alert(1)'] })
export class Hostile {
  @Attribute(String) id!: string;
  @Attribute(String) kind!: string;
  @Attribute(String, { validate: (text: string) => text !== 'bad' || '<img src=x onerror=alert(2)> is bad' })
  '<b onclick=alert(1)>name</b>'!: string;
}

@Repository(Hostile)
class Hostiles extends BaseRepository<Hostile, 'id'> {}

/** An export whose name is HTML. */
const exported = new Hostiles();

export { exported as '<em>hostiles</em>' };

/** Writes an item with hostile text in each value. */
export async function fill(): Promise<void> {
  await exported.put({ id: evil, kind: '<svg/onload=alert(1)>', [property]: evil } as never);
}
