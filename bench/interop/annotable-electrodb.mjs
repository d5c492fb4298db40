import { Attribute, epochMillis, UpdatedAt } from 'annotable';
import { gsi1, openShop, property } from './annotable-shop.mjs';

const partitionKey = '$shop#tenantid_{tenantId|lower}#customerid_{customerId|lower}';
const added = {
  entityVersion: property(Attribute(String, { name: '__edb_v__', default: '1', readOnly: true })),
  updatedAt: property(UpdatedAt(), Attribute(epochMillis())),
};

/** Opens the shop of ElectroDB with annotable. Keys are in lower case. */
export const open = (place) =>
  openShop(place, {
    entityAttribute: '__edb_e__',
    entities: {
      customer: {
        name: 'customer',
        keys: {
          partitionKey,
          sortKey: '$account#customer_1',
          indexes: gsi1('$shop#email_{email|lower}', '$customer_1'),
        },
        added,
      },
      order: {
        name: 'order',
        keys: {
          partitionKey,
          sortKey: '$account#order_1#placedat_{placedAt|lower}#orderid_{orderId|lower}',
          indexes: gsi1(
            '$shop#tenantid_{tenantId|lower}#state_{state|lower}',
            '$order_1#placedat_{placedAt|lower}#orderid_{orderId|lower}',
            { state: 'OPEN' },
          ),
        },
        added,
      },
      invoice: {
        name: 'invoice',
        keys: {
          partitionKey,
          sortKey: '$account#invoice_1#year_{year}#number_{number|pad:8}',
          indexes: gsi1('$shop#tenantid_{tenantId|lower}#year_{year}', '$invoice_1#paid_{paid}#number_{number|pad:8}'),
        },
        added,
      },
    },
  });
