import { isDeepStrictEqual } from 'node:util';
import { ConfigurationError } from '../../errors/configuration-error.ts';
import { kindOf, type PathElement, pathText } from '../../values/issues.ts';
import type { Answer, RecordedRequest } from './wire-message.ts';

/** Recorded requests. Each answers one request. */
export class Replay {
  readonly #left: RecordedRequest[];
  readonly #total: number;

  /** @throws ConfigurationError `configuration.invalid` if they are no recorded requests */
  constructor(recorded: readonly RecordedRequest[]) {
    const isList = Array.isArray(recorded) && recorded.every((each) => typeof each?.operation === 'string');
    if (!isList)
      throw new ConfigurationError(
        `recordingClient: replay must be an array of { operation, input, output }, as toJSON() returns, not ${kindOf(recorded)}`,
      );
    this.#left = [...recorded];
    this.#total = recorded.length;
  }

  /** Returns the answer of the first unused record that equals a request. An error with the difference if none does. */
  answer(operation: string, input: unknown): Answer {
    const index = this.#left.findIndex((each) => each.operation === operation && isSameInput(each.input, input));
    const [found] = index === -1 ? [] : this.#left.splice(index, 1);
    return found ?? { error: { name: 'ReplayMismatch', message: this.#difference(operation, input), status: 400 } };
  }

  #difference(operation: string, input: unknown): string {
    const next = this.#left.find((each) => each.operation === operation) ?? this.#left[0];
    if (next === undefined) return `${operation} was sent after all ${this.#total} recorded requests were used`;
    if (next.operation !== operation)
      return `${operation} was sent, and ${next.operation} is the next recorded request`;
    const { path, recorded, sent } = differenceOf(next.input, comparable(input)) ?? {};
    return `${operation} differs from the recorded request at ${pathText(['input', ...(path ?? [])])}: recorded is ${JSON.stringify(recorded)}, sent was ${JSON.stringify(sent)}`;
  }
}

/** A record without input, written by hand, equals each request of its operation. */
const isSameInput = (recorded: unknown, sent: unknown): boolean =>
  recorded === undefined || isDeepStrictEqual(comparable(recorded), comparable(sent));

/** Returns an input without the token of a transaction, which is another one each time. */
function comparable(input: unknown): unknown {
  if (typeof input !== 'object' || input === null) return input;
  const { ClientRequestToken: _, ...rest } = input as Record<string, unknown>;
  return rest;
}

interface Difference {
  readonly path: readonly PathElement[];
  readonly recorded: unknown;
  readonly sent: unknown;
}

/** Returns the first place where two JSON values differ. */
function differenceOf(recorded: unknown, sent: unknown, path: readonly PathElement[] = []): Difference | undefined {
  if (isDeepStrictEqual(recorded, sent)) return undefined;
  if (!hasParts(recorded) || !hasParts(sent)) return { path, recorded, sent };
  for (const name of new Set([...Object.keys(recorded), ...Object.keys(sent)])) {
    const element = Array.isArray(recorded) ? Number(name) : name;
    const found = differenceOf(recorded[name], sent[name], [...path, element]);
    if (found !== undefined) return found;
  }
  return { path, recorded, sent };
}

const hasParts = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
