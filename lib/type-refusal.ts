/** Never satisfied: its one purpose is that the compiler prints the message. */
export interface TypeRefusal<Message extends string> {
  readonly 'annotable: ': Message;
}
