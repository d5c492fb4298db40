import { Attribute, Enum, Repository, StatusRecord, StatusTracker, Table, Transitions } from 'annotable';

/** What the kitchen bakes. */
export const menu = ['MARGHERITA', 'FUNGHI', 'DIAVOLA', 'VULCANO'] as const;

export type Pizza = (typeof menu)[number];

export type OrderStatus =
  | 'ORDERED'
  | 'PREPARING'
  | 'BAKING'
  | 'OUT_FOR_DELIVERY'
  | 'DELIVERED'
  | 'FAILED'
  | 'CANCELLED';

/** An order, and how far it is. What is on its way can't be cancelled any more. */
@Table('pizza-orders')
@Enum({
  status: ['ORDERED', 'PREPARING', 'BAKING', 'OUT_FOR_DELIVERY', 'DELIVERED', 'FAILED', 'CANCELLED'],
  pizza: [...menu],
})
@Transitions({
  ORDERED: ['PREPARING', 'FAILED', 'CANCELLED'],
  PREPARING: ['BAKING', 'FAILED', 'CANCELLED'],
  BAKING: ['OUT_FOR_DELIVERY', 'FAILED', 'CANCELLED'],
  OUT_FOR_DELIVERY: ['DELIVERED', 'FAILED'],
  DELIVERED: [],
  FAILED: [],
  CANCELLED: [],
})
export class PizzaOrder extends StatusRecord<OrderStatus> {
  @Attribute(String) pizza!: Pizza;
  /** For whom it is. */
  @Attribute(String) customer!: string;
}

@Repository(PizzaOrder)
export class PizzaOrders extends StatusTracker<PizzaOrder> {}

export const canBeCancelled = ({ status }: PizzaOrder): boolean =>
  status === 'ORDERED' || status === 'PREPARING' || status === 'BAKING';
