import {
  Attribute,
  BaseRepository,
  decimal,
  Enum,
  json,
  listOf,
  PartitionKey,
  Repository,
  setOf,
  Table,
} from '../../../lib/index.ts';

/** An amount that no literal of JavaScript shows. */
export class Money {
  readonly #cents: number;

  constructor(cents: number) {
    this.#cents = cents;
  }

  get cents(): number {
    return this.#cents;
  }
}

const money = { to: (value: Money) => value.cents, from: (cents: number) => new Money(cents) };

export class Price {
  @Attribute(String) country!: string;
  @Attribute(Number, { convert: money }) amount!: Money;
}

/** Sets of each type, and values that `convert` makes. */
@Table('studio-oddities')
@PartitionKey('id')
@Enum({ power: ['on', 'off'] })
export class Oddity {
  @Attribute(String) id!: string;
  @Attribute(String, { optional: true, convert: { to: (url: URL) => url.href, from: (href) => new URL(href) } })
  link?: URL;
  @Attribute(setOf(String), { optional: true }) texts?: Set<string>;
  @Attribute(setOf(Number), { optional: true }) numbers?: Set<number>;
  @Attribute(setOf(BigInt), { optional: true }) bigints?: Set<bigint>;
  @Attribute(setOf(decimal()), { optional: true }) decimals?: Set<string>;
  @Attribute(setOf(Uint8Array), { optional: true }) bytes?: Set<Uint8Array>;
  @Attribute(listOf(Number), { optional: true }) scores?: number[];
  @Attribute(Number, { optional: true, convert: money }) total?: Money;
  @Attribute(listOf(Price), { optional: true }) prices?: Price[];
  @Attribute(String, {
    optional: true,
    convert: { to: (text: string) => (text === 'on' ? '1' : '0'), from: (text) => (text === '1' ? 'on' : 'off') },
  })
  power?: 'on' | 'off';
  @Attribute(json(), { optional: true }) anything?: unknown;
  @Attribute(String, { optional: true }) text?: string;
  @Attribute(Uint8Array, { optional: true }) blob?: Uint8Array;
}

@Repository(Oddity)
export class Oddities extends BaseRepository<Oddity, 'id'> {}
