import { Attribute, Enum, Repository, StatusRecord, StatusTracker, Table, Transitions } from 'annotable';

/** Pizzas that the kitchen bakes. */
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

/** A tracked order. It can't be canceled after it has left the shop. */
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
  /** Name of the customer. */
  @Attribute(String) customer!: string;
}

@Repository(PizzaOrder)
export class PizzaOrders extends StatusTracker<PizzaOrder> {}

export const canBeCancelled = ({ status }: PizzaOrder): boolean =>
  status === 'ORDERED' || status === 'PREPARING' || status === 'BAKING';
