// biome-ignore-all lint: generated code
// biome-ignore-all assist: generated code
// biome-ignore-all format: generated code
/**
 * Orders
 * 1.0.0
 * DO NOT MODIFY - This file has been generated using oazapfts.
 * See https://www.npmjs.com/package/oazapfts
 */
import * as Oazapfts from "@oazapfts/runtime";
import * as QS from "@oazapfts/runtime/query";
export const defaults: Oazapfts.Defaults<Oazapfts.CustomHeaders> = {
    headers: {},
    baseUrl: "/"
};
const oazapfts = Oazapfts.runtime(defaults);
export const servers = {};
export type OrderLine = {
    sku: string;
    quantity: number;
};
export type Order = {
    id: string;
    customerId: string;
    lines: OrderLine[];
    total: string;
    tags: string[];
    state: "OPEN" | "PAID" | "SENT";
    note?: string;
    createdAt: string;
    version: number;
};
export type OrderPage = {
    items: Order[];
    /** The cursor of the next page. Absent on the last page. */
    next?: string;
};
export type Problem = {
    title: string;
    status: number;
    detail?: string;
    /** The code of the error, for programs. */
    code?: string;
    /** The faults of the body. */
    issues?: {
        path: string;
        message: string;
        code: string;
    }[];
};
export type NewOrderLine = {
    sku: string;
    quantity: number;
};
export type NewOrder = {
    customerId: string;
    lines: NewOrderLine[];
    total: string;
    tags: string[];
    state?: "OPEN" | "PAID" | "SENT";
    note?: string;
};
export type OrderPatchLine = {
    sku: string;
    quantity: number;
};
export type OrderPatch = {
    lines?: OrderPatchLine[];
    total?: string;
    tags?: string[] | null;
    state?: "OPEN" | "PAID" | "SENT";
    note?: string | null;
};
/**
 * Returns the orders of a customer, the newest first.
 */
export function listOrders(customerId: string, { limit, cursor }: {
    limit?: number;
    cursor?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: OrderPage;
    } | {
        status: 400;
        data: Problem;
    }>(`/orders${QS.query(QS.explode({
        customerId,
        limit,
        cursor
    }))}`, {
        ...opts
    });
}
/**
 * Creates an order.
 */
export function createOrder(newOrder: NewOrder, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 201;
        data: Order;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    }>("/orders",
// @ts-expect-error undefined options of the runtime
oazapfts.json({
        ...opts,
        method: "POST",
        body: newOrder
    }));
}
/**
 * Returns an order.
 */
export function getOrder(id: string, { ifNoneMatch }: {
    ifNoneMatch?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Order;
    } | {
        status: 304;
    } | {
        status: 404;
        data: Problem;
    }>(`/orders/${encodeURIComponent(id)}`, {
        ...opts,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-None-Match": ifNoneMatch
        })
    });
}
/**
 * Changes an order by a JSON Merge Patch.
 */
export function changeOrder(id: string, ifMatch: string, orderPatch: OrderPatch, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Order;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 412;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 428;
        data: Problem;
    }>(`/orders/${encodeURIComponent(id)}`,
// @ts-expect-error undefined options of the runtime
oazapfts.json({
        ...opts,
        method: "PATCH",
        body: orderPatch,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch
        })
    }));
}
/**
 * Deletes an order.
 */
export function deleteOrder(id: string, ifMatch: string, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 204;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 412;
        data: Problem;
    } | {
        status: 428;
        data: Problem;
    }>(`/orders/${encodeURIComponent(id)}`, {
        ...opts,
        method: "DELETE",
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch
        })
    });
}
