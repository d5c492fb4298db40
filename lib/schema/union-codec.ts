import type { AttributeValue } from '../sdk-types.ts';
import { closeBrace } from '../values/ascii.ts';
import type { Choices, Converter, Part } from '../values/converter.ts';
import { type Issues, kindOf, type PathElement } from '../values/issues.ts';
import { type JsonForm, type JsonReader, literal, unreadable } from '../values/json-reader.ts';
import { isRecord, reportTag } from '../values/stored-value.ts';
import type { DocumentCodec } from './document-codec.ts';
import { readProperty } from './member.ts';

/** What is known of the classes after all documents are compiled. */
interface Kinds extends Choices {
  readonly byKind: ReadonlyMap<unknown, DocumentCodec>;
  /** The name of the kind in JSON, up to its type. */
  readonly label: Uint8Array;
}

/** Converts a document that is of one of several classes. An attribute of the document, its kind, tells which. */
export class UnionCodec implements Converter {
  readonly kind = 'M';
  readonly type = 'oneOf';
  readonly expected: string;
  readonly documents: readonly DocumentCodec[];
  readonly property: string;
  readonly form: JsonForm = { opening: '{"M":{', read: (json) => this.#read(json) };
  #known: Kinds | undefined;

  constructor(documents: readonly DocumentCodec[], property: string) {
    this.documents = documents;
    this.property = property;
    this.expected = documents.map(({ expected }) => expected).join(' or ');
  }

  get choices(): Choices {
    return this.#kinds;
  }

  /** Also reads one of its documents, because a document stores its kind. */
  holds(source: Converter): boolean {
    const own: readonly unknown[] = this.documents;
    return source.choices === undefined
      ? own.includes(source)
      : source.choices.all.every(({ codec }) => own.includes(codec));
  }

  encode(value: unknown, issues: Issues): AttributeValue | undefined {
    return this.documentOf(value, issues)?.encode(value, issues);
  }

  decode(stored: AttributeValue, issues: Issues): unknown {
    if (!isRecord(stored?.M)) return reportTag('M', stored, issues);
    const kind = readProperty(stored.M, this.#kinds.name) as AttributeValue | undefined;
    const document = kind && this.#documentOfKind(kind);
    if (document !== undefined) return document.decode(stored, issues);
    const mark = issues.list.length;
    if (kind === undefined)
      issues.report(`is required to tell ${this.expected}, and the stored document lacks it`, 'required');
    else issues.report(`is stored with a value of no class: neither ${this.expected}`, 'enum');
    issues.within(mark, this.property);
    return undefined;
  }

  part(element: PathElement): Part | undefined {
    for (const document of this.documents) {
      const part = document.part(element);
      if (part !== undefined) return part;
    }
    return undefined;
  }

  /** Returns the document of a value: by its kind, or by its class if it has no kind. */
  documentOf(value: unknown, issues: Issues): DocumentCodec | undefined {
    if (!isRecord(value)) {
      issues.report(`must be ${this.expected} or a plain object, not ${kindOf(value)}`);
      return undefined;
    }
    const { byKind } = this.#kinds;
    const kind = readProperty(value, this.property);
    const document = kind === undefined ? this.#classOf(value) : byKind.get(kind);
    if (document !== undefined) return document;
    const mark = issues.list.length;
    const list = [...byKind.keys()].map((each) => (typeof each === 'string' ? `'${each}'` : each)).join(', ');
    if (kind === undefined) issues.report(`is required, because it tells ${this.expected}: one of ${list}`, 'required');
    else issues.report(`must be one of ${list}, because it tells ${this.expected}`, 'enum');
    issues.within(mark, this.property);
    return undefined;
  }

  #classOf(value: object): DocumentCodec | undefined {
    return this.documents.find(({ model }) => model !== undefined && value instanceof model);
  }

  #documentOfKind({ S, N }: AttributeValue): DocumentCodec | undefined {
    return this.#kinds.byKind.get(N === undefined ? S : Number(N));
  }

  /** Reads the document twice: first its kind, wherever it is, and then all members by the class of the kind. */
  #read(json: JsonReader): unknown {
    const start = json.position;
    const document = this.#documentAhead(json);
    if (document === undefined) throw unreadable;
    json.goBack(start);
    return document.form.read(json);
  }

  #documentAhead(json: JsonReader): DocumentCodec | undefined {
    const { name, label, byKind } = this.#kinds;
    for (let more = json.begins(closeBrace); more; more = json.goesOn(closeBrace)) {
      if (json.passesAll(label)) return byKind.get(json.stored());
      if (json.name() === name) return this.#documentOfKind(json.value() as AttributeValue);
      json.skip();
    }
    return undefined;
  }

  get #kinds(): Kinds {
    this.#known ??= kindsOf(this.documents, this.property);
    return this.#known;
  }
}

function kindsOf(documents: readonly DocumentCodec[], property: string): Kinds {
  const byKind = new Map<unknown, DocumentCodec>();
  const all = documents.map((codec) => {
    const kinds = codec.members.get(property)?.attribute.enum ?? [];
    for (const kind of kinds) byKind.set(kind, codec);
    const stored = kinds.map((kind) => (typeof kind === 'string' ? { S: kind } : { N: String(kind) }));
    const names = new Set([...codec.members.values()].map(({ attribute }) => attribute.name));
    return { name: codec.name, codec, kinds: stored, names };
  });
  const name = documents[0]?.members.get(property)?.attribute.name ?? property;
  return { name, all, byKind, label: literal(`${JSON.stringify(name)}:{"S":"`) };
}
