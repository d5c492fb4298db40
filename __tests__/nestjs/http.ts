import type { AddressInfo } from 'node:net';
import type { AbstractHttpAdapter } from '@nestjs/core';
import type { TestingModule } from '@nestjs/testing';

/** A response with its parsed body. */
export interface JsonResponse {
  readonly status: number;
  readonly type: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: tests read members of any body
  readonly body: any;
}

/** Starts the HTTP server of an application. @param adapter - default: Express */
export async function served(module: TestingModule, adapter?: AbstractHttpAdapter) {
  const app = adapter === undefined ? module.createNestApplication() : module.createNestApplication(adapter);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  async function fetchJson(path: string, init: { method?: string; body?: unknown; headers?: object } = {}) {
    const { method = 'GET', body, headers } = init;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    });
    const text = await response.text();
    const type = response.headers.get('Content-Type');
    return { status: response.status, type, body: text === '' ? undefined : JSON.parse(text) } as JsonResponse;
  }
  return { app, module, fetchJson, close: () => app.close() };
}
