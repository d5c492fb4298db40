import { ValidationError } from '../errors/validation-error.ts';
import { maxTransactionActions, maxTransactionBytes } from '../limits.ts';

/**
 * Checks that one transaction can put all documents.
 *
 * @param what - the documents, as messages name them
 * @param bytes - all bytes, if they are known
 * @throws ValidationError `item.invalid` if it can't
 */
export function checkAtomic(table: string, what: string, count: number, bytes = 0): void {
  if (count <= maxTransactionActions && bytes <= maxTransactionBytes) return;
  const size = bytes === 0 ? '' : `, of ${bytes} bytes in all,`;
  const most = bytes === 0 ? '' : `, of ${maxTransactionBytes} bytes`;
  refuseRange(table, `${count} ${what}${size} can't be put atomically; pass at most ${maxTransactionActions}${most}`);
}

/** @throws ValidationError `item.invalid` */
export function refuseRange(table: string, message: string): never {
  throw new ValidationError({ table }, [{ path: '', message, code: 'range' }]);
}
