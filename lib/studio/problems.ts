import { AnnotableError } from '../errors/annotable-error.ts';
import { ValidationError, type ValidationIssue } from '../errors/validation-error.ts';
import { problemOf } from '../json/problem.ts';
import { setOwn } from '../values/collections.ts';
import type { Problem } from './api-types.ts';

/** A call that the studio refuses, with the HTTP status of its response. */
export class RefusedCall extends Error {
  readonly status: number;
  readonly problem: Problem;

  constructor(status: number, code: string, message: string, details: Omit<Problem, 'code' | 'message'> = {}) {
    super(message);
    this.status = status;
    this.problem = { code, message, ...details };
  }
}

/** The status and the body of the response to a call that failed. */
export interface FailedCall {
  readonly status: number;
  readonly problem: Problem;
}

/** HTTP statuses of the errors that are no answers of an API, but are of use to a person. */
const statuses: Readonly<Record<string, number>> = {
  'configuration.invalid': 400,
  'table.notFound': 404,
  'item.unreadable': 422,
  'item.precision': 422,
  'item.newer': 422,
};

/** Returns the response to a call that failed. The messages are those of the library. */
export function failedCall(error: unknown): FailedCall {
  if (error instanceof RefusedCall) return error;
  if (AnnotableError.is(error)) return failureOfLibrary(error);
  const { $metadata, code } = (error ?? {}) as { readonly $metadata?: unknown; readonly code?: unknown };
  const isService = $metadata !== undefined || typeof code === 'string';
  const problem = { code: isService ? 'service.failed' : 'studio.failed', message: messageOf(error) };
  return { status: isService ? 502 : 500, problem };
}

function failureOfLibrary(error: AnnotableError): FailedCall {
  const { code, message } = error;
  const { written } = error as { readonly written?: boolean };
  const fields = error instanceof ValidationError ? fieldsOf(error.issues) : undefined;
  const status = statuses[code] ?? problemOf(error).status;
  return { status, problem: { code, message, ...(fields && { fields }), ...(written === true && { written }) } };
}

/** Returns the faults by path, and by the property that the path begins with: both can be the name of a field. */
function fieldsOf(issues: readonly ValidationIssue[]): Readonly<Record<string, string>> {
  const messages = new Map<string, string[]>();
  const add = (name: string, message: string): void =>
    void messages.set(name, [...(messages.get(name) ?? []), message]);
  for (const { path, message } of issues) {
    const [head, property] = headOf(path);
    const rest = path.slice(head.length).replace(/^\./, '');
    add(property, rest === '' ? message : `${rest} ${message}`);
    if (rest !== '') add(path, message);
  }
  const fields = {};
  for (const [name, all] of messages) setOwn(fields, name, all.join('; '));
  return fields;
}

/** Returns the beginning of a path and the property that it names: `address.city`, `["a.b"].city`. */
function headOf(path: string): readonly [head: string, property: string] {
  const [quoted] = /^\["(?:[^"\\]|\\.)*"\]/.exec(path) ?? [];
  if (quoted !== undefined) return [quoted, JSON.parse(quoted.slice(1, -1)) as string];
  const [plain = ''] = path.split(/[.[]/);
  return [plain, plain];
}

/** An error of a connection can have a code, but no message. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { name, message, code } = error as NodeJS.ErrnoException;
  return `${name}: ${message || code || 'no further details'}`;
}
