/** A type that nothing satisfies, so that the compiler prints the message. */
export interface TypeRefusal<Message extends string> {
  readonly 'annotable: ': Message;
}
