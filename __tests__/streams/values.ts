import { Attribute, BaseRepository, PartitionKey, Repository, Table } from 'annotable';
import type { Checkpoint } from 'annotable/streams';

/** The class of the changes of `FakeStreams`. */
@Table('orders')
export class Value {
  @PartitionKey() @Attribute(String) id!: string;
  @Attribute(Number) value!: number;
}

@Repository(Value)
export class Values extends BaseRepository<Value, 'id'> {}

/** A checkpoint in memory, with the number of its saves. */
export class Memory implements Checkpoint {
  state: unknown;
  saves = 0;
  async load() {
    return this.state;
  }
  async save(state: unknown) {
    this.saves++;
    this.state = JSON.parse(JSON.stringify(state));
  }
}
