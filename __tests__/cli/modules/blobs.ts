import { Attribute, PartitionKey, Table } from '../../../lib/index.ts';

@Table('blobs')
@PartitionKey('blobId')
export class Blob {
  @Attribute(Uint8Array) blobId!: Uint8Array;
  @Attribute(String) name!: string;
}
