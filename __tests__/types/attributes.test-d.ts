/** The types of `@Attribute`: each accepted and each rejected form, in both dialects. */
import {
  Attribute,
  decimal,
  epochMillis,
  epochSeconds,
  type JsonValue,
  json,
  listOf,
  mapOf,
  setOf,
  Table,
} from 'annotable';

export class Address {
  @Attribute(String) city!: string;
  @Attribute(String, { optional: true }) zip?: string;
  label(): string {
    return this.city;
  }
}

export class Call {
  @Attribute(Date) at!: Date;
  @Attribute(Number) secs!: number;
}

interface Settings {
  theme: string;
  readonly sizes: readonly number[];
  nested: { deep: { flag: boolean | null } };
  more?: Settings[];
}

interface HoldsDate {
  at: Date;
}

// Accepted: scalars, their literal unions and templates, readonly or initialized.

export class Scalars {
  @Attribute(String) text!: string;
  @Attribute(String) union!: 'a' | 'b';
  @Attribute(String) template!: `USER#${number}`;
  @Attribute(String) readonly fixed: string = 'x';
  @Attribute(Number) number!: number;
  @Attribute(Number) numbers!: 1 | 2;
  @Attribute(Boolean) flag!: boolean;
  @Attribute(Boolean) always!: true;
  @Attribute(BigInt) big!: bigint;
  @Attribute(Date) date!: Date;
  @Attribute(Uint8Array) bytes!: Uint8Array;
  @Attribute(decimal()) price!: string;
  @Attribute(epochSeconds()) born!: Date;
  @Attribute(epochMillis()) seen!: Date;
  @Attribute(String) inferred = 'x';
  @Attribute(Number) protected_ = 1;
}

// Rejected: another type than the attribute has.

export class WrongScalars {
  // @ts-expect-error
  @Attribute(String) stringOnNumber!: number;
  // @ts-expect-error
  @Attribute(String) stringOnUnion!: string | number;
  // @ts-expect-error
  @Attribute(String) stringOnUnknown!: unknown;
  // @ts-expect-error
  @Attribute(String) stringOnNull!: null;
  // @ts-expect-error
  @Attribute(Number) numberOnString!: string;
  // @ts-expect-error
  @Attribute(Number) numberOnBigint!: bigint;
  // @ts-expect-error
  @Attribute(Number) numberOnDate!: Date;
  // @ts-expect-error
  @Attribute(Boolean) booleanOnString!: string;
  // @ts-expect-error
  @Attribute(Boolean) booleanOnNumber!: 0 | 1;
  // @ts-expect-error
  @Attribute(BigInt) bigintOnNumber!: number;
  // @ts-expect-error
  @Attribute(Date) dateOnString!: string;
  // @ts-expect-error
  @Attribute(Date) dateOnNumber!: number;
  // @ts-expect-error
  @Attribute(Uint8Array) bytesOnString!: string;
  // @ts-expect-error
  @Attribute(Uint8Array) bytesOnBuffer!: Buffer;
  // @ts-expect-error
  @Attribute(Uint8Array) bytesOnNumbers!: number[];
  // @ts-expect-error
  @Attribute(decimal()) decimalOnNumber!: number;
  // @ts-expect-error
  @Attribute(epochSeconds()) secondsOnNumber!: number;
  // @ts-expect-error
  @Attribute(epochMillis()) millisOnString!: string;
}

// Accepted: sets, also readonly and of literal unions.

export class Sets {
  @Attribute(setOf(String)) strings!: Set<string>;
  @Attribute(setOf(Number)) numbers!: Set<number>;
  @Attribute(setOf(BigInt)) bigints!: Set<bigint>;
  @Attribute(setOf(Uint8Array)) bytes!: Set<Uint8Array>;
  @Attribute(setOf(decimal())) decimals!: Set<string>;
  @Attribute(setOf(String)) readonlySet!: ReadonlySet<string>;
  @Attribute(setOf(String)) union!: Set<'a' | 'b'>;
  @Attribute(setOf(String)) readonly inferred = new Set<string>();
}

export class WrongSets {
  // @ts-expect-error
  @Attribute(setOf(String)) ofNumbers!: Set<number>;
  // @ts-expect-error
  @Attribute(setOf(decimal())) decimalsOfNumbers!: Set<number>;
  // @ts-expect-error
  @Attribute(setOf(epochMillis())) dates!: Set<Date>;
  // @ts-expect-error
  @Attribute(setOf(String)) array!: string[];
  // @ts-expect-error
  @Attribute(setOf(Number)) map!: Map<number, number>;
  // @ts-expect-error
  @Attribute(setOf(String)) mixed!: Set<string | number>;
  // @ts-expect-error
  @Attribute(setOf(String)) scalar!: string;
  // @ts-expect-error
  @Attribute(setOf(Uint8Array)) buffers!: Set<Buffer>;
  // @ts-expect-error
  @Attribute(setOf(Boolean)) booleans!: Set<boolean>;
  // @ts-expect-error
  @Attribute(setOf(Date)) dateSet!: Set<Date>;
  // @ts-expect-error
  @Attribute(String) string!: Set<string>;
}

// Accepted: lists and maps of any attribute type, at depth, also readonly.

export class ListsAndMaps {
  @Attribute(listOf(String)) strings!: string[];
  @Attribute(listOf(Number)) readonlyNumbers!: readonly number[];
  @Attribute(listOf(String)) unions!: ('a' | 'b')[];
  @Attribute(listOf(Date)) dates!: Date[];
  @Attribute(listOf(Uint8Array)) bytes!: Uint8Array[];
  @Attribute(listOf(Call)) calls!: Call[];
  @Attribute(listOf(() => Call)) thunkCalls!: readonly Call[];
  @Attribute(listOf(listOf(Number))) matrix!: number[][];
  @Attribute(listOf(listOf(Number))) readonlyMatrix!: readonly (readonly number[])[];
  @Attribute(listOf(setOf(String))) tagSets!: Set<string>[];
  @Attribute(listOf(decimal())) prices!: string[];
  @Attribute(mapOf(Number)) votes!: Record<string, number>;
  @Attribute(mapOf(Number)) readonlyVotes!: Readonly<Record<string, number>>;
  @Attribute(mapOf(String)) indexed!: { [name: string]: string };
  @Attribute(mapOf(Address)) places!: Record<string, Address>;
  @Attribute(mapOf(listOf(Call))) byDay!: Record<string, Call[]>;
  @Attribute(mapOf(mapOf(Date))) maps!: Record<string, Record<string, Date>>;
  @Attribute(listOf(json())) jsonList!: JsonValue[];
  @Attribute(mapOf(json())) jsonMap!: Record<string, JsonValue>;
  @Attribute(mapOf(json())) settings!: Record<string, Settings>;
}

export class WrongListsAndMaps {
  // @ts-expect-error
  @Attribute(listOf(String)) ofNumbers!: number[];
  // @ts-expect-error
  @Attribute(listOf(String)) set!: Set<string>;
  // @ts-expect-error
  @Attribute(listOf(String)) scalar!: string;
  // @ts-expect-error
  @Attribute(listOf(String)) holes!: (string | undefined)[];
  // @ts-expect-error
  @Attribute(listOf(String)) nulls!: (string | null)[];
  // @ts-expect-error
  @Attribute(listOf(String)) tuple!: [string, string];
  // @ts-expect-error
  @Attribute(listOf(Call)) otherModel!: Address[];
  // @ts-expect-error
  @Attribute(listOf(listOf(Number))) flat!: number[];
  // @ts-expect-error
  @Attribute(listOf(json())) jsonDates!: Date[];
  // @ts-expect-error
  @Attribute(mapOf(Number)) ofStrings!: Record<string, string>;
  // @ts-expect-error
  @Attribute(mapOf(Number)) esMap!: Map<string, number>;
  // @ts-expect-error
  @Attribute(mapOf(Number)) knownNames!: Record<'ann' | 'bob', number>;
  // @ts-expect-error
  @Attribute(mapOf(Address)) mapOfOther!: Record<string, Call>;
  // @ts-expect-error
  @Attribute(mapOf(json())) jsonHoldsDate!: Record<string, HoldsDate>;
  // @ts-expect-error
  @Attribute(mapOf(Number)) list!: number[];
}

// Accepted: embedded documents, by class or by thunk.

export class Documents {
  @Attribute(Address) home!: Address;
  @Attribute(() => Address) work!: Address;
  @Attribute(() => Documents, { optional: true }) parent?: Documents;
  @Attribute(listOf(() => Documents)) children!: Documents[];
  @Attribute(Call) structural!: { at: Date; secs: number };
}

export class WrongDocuments {
  // @ts-expect-error
  @Attribute(Address) otherModel!: Call;
  // @ts-expect-error
  @Attribute(() => Address) otherModelByThunk!: Call;
  // @ts-expect-error
  @Attribute(Address) withoutMethods!: { city: string; zip?: string };
  // @ts-expect-error
  @Attribute(Call) more!: { at: Date; secs: number; more: string };
  // @ts-expect-error
  @Attribute(Address) list!: Address[];
  // @ts-expect-error
  @Attribute(String) string!: Address;
}

// Accepted: json() on every JSON type.

type Tree = { value: number; children: Tree[] };

export class Json {
  @Attribute(json()) any!: JsonValue;
  @Attribute(json()) unknown!: unknown;
  @Attribute(json()) interfaced!: Settings;
  @Attribute(json()) list!: readonly Settings[];
  @Attribute(json()) text!: string;
  @Attribute(json()) nullable!: Settings | null;
  @Attribute(json()) record!: Record<string, number | string | null>;
  @Attribute(json()) recursive!: Tree;
  @Attribute(json()) tuple!: [number, string];
  @Attribute(json(), { optional: true }) optional?: Settings;
  @Attribute(json(), { optional: true }) optionalUnknown?: unknown;
  @Attribute(json()) holdsUnknown!: { payload: unknown };
}

export class WrongJson {
  // @ts-expect-error
  @Attribute(json()) date!: Date;
  // @ts-expect-error
  @Attribute(json()) holdsDate!: HoldsDate;
  // @ts-expect-error
  @Attribute(json()) listsDate!: { all: { at: Date }[] };
  // @ts-expect-error
  @Attribute(json()) optionalDate!: { at?: Date };
  // @ts-expect-error
  @Attribute(json()) bigint!: bigint;
  // @ts-expect-error
  @Attribute(json()) bytes!: { raw: Uint8Array };
  // @ts-expect-error
  @Attribute(json()) set!: Set<string>;
  // @ts-expect-error
  @Attribute(json()) map!: Map<string, string>;
  // @ts-expect-error
  @Attribute(json()) method!: { run(): void };
  // @ts-expect-error
  @Attribute(json()) symbol!: symbol;
  // @ts-expect-error
  @Attribute(json()) optional?: Settings;
}

// Accepted: generic, abstract and inherited properties, and overriding ones.

export class Generic<Id extends string, Size extends number, Rest> {
  @Attribute(String) id!: Id;
  @Attribute(Number) size!: Size;
  rest!: Rest;
}

export abstract class Abstract {
  @Attribute(String) readonly id!: string;
  @Attribute(Date) at: Date = new Date(0);
}

@Table('concrete')
export class Concrete extends Abstract {
  @Attribute(String) name!: string;
  @Attribute(epochMillis()) override at: Date = new Date(0);
}

export class WrongGeneric<Id extends string, Anything> {
  // @ts-expect-error
  @Attribute(Number) id!: Id;
  // @ts-expect-error
  @Attribute(String) anything!: Anything;
}

// Rejected: other places than public instance properties.

export class WrongPlaces {
  // @ts-expect-error
  @Attribute(String) static onClass: string;
  // @ts-expect-error
  @Attribute(setOf(String)) static setOnClass: Set<string>;
  // @ts-expect-error
  @Attribute(String) private secret!: string;
  // @ts-expect-error
  @Attribute(setOf(String)) protected secrets!: Set<string>;
  // @ts-expect-error
  @Attribute(String) method(): string {
    return this.secret;
  }
}

// @ts-expect-error
@Attribute(String)
export class OnClass {}

// Rejected: other values than attribute types.

export class NoTypes {
  // @ts-expect-error
  @Attribute('S') name!: string;
  // @ts-expect-error
  @Attribute([String]) names!: string[];
  // @ts-expect-error
  @Attribute({ type: String }) settings!: string;
  // @ts-expect-error
  @Attribute(null) nothing!: string;
  // @ts-expect-error
  @Attribute(String, { nmae: 'n' }) misspelt!: string;
}
