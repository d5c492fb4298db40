import { Attribute } from 'annotable';

export class PrivateName {
  // standard says: '#secret' can't be stored: only a public instance property can, no method, accessor or static one
  // legacy says: Decorators are not valid here.
  @Attribute(String) #secret = '';
  read(): string {
    return this.#secret;
  }
}
