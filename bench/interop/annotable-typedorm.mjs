import { Attribute, epochSeconds, UpdatedAt } from 'annotable';
import { gsi1, openShop, property } from './annotable-shop.mjs';

const partitionKey = 'TENANT#{tenantId}#CUSTOMER#{customerId}';
const wholeSeconds = (date) => new Date(date.getTime() - (date.getTime() % 1000));
const added = {
  updatedAt: property(UpdatedAt(), Attribute(epochSeconds(), { convert: { to: wholeSeconds, from: (date) => date } })),
};

/** Opens the shop of TypeDORM with annotable. */
export const open = (place) =>
  openShop(place, {
    entityAttribute: '__en',
    marksOpen: true,
    entities: {
      customer: {
        name: 'customer',
        keys: { partitionKey, sortKey: 'CUSTOMER', indexes: gsi1('EMAIL#{email}', 'CUSTOMER') },
        added,
      },
      order: {
        name: 'order',
        keys: {
          partitionKey,
          sortKey: 'ORDER#{placedAt}#{orderId}',
          indexes: gsi1('OPEN#{tenantId}#{open}', '{placedAt}#{orderId}', { open: 'yes' }),
        },
        added: { ...added, open: property(Attribute(String, { optional: true })) },
      },
      invoice: {
        name: 'invoice',
        keys: {
          partitionKey,
          sortKey: 'INVOICE#{year}#{number}',
          indexes: gsi1('INVOICE#{tenantId}#{year}', '{paid}#{number}'),
        },
        added,
      },
    },
  });
