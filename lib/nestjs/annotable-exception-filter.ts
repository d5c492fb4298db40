import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { AnnotableError } from '../errors/annotable-error.ts';
import { problemOf } from '../json/problem.ts';
import { InvalidBodyException } from './pipes.ts';

/** The members that the requests of Express and Fastify have in common. */
interface HttpRequest {
  readonly headers: Readonly<Record<string, unknown>>;
}

/** The members that the responses of Express and Fastify have in common. */
interface HttpResponse {
  status(status: number): HttpResponse;
  header(name: string, value: string): HttpResponse;
  send(body: string): unknown;
}

const firstServerError = 500;

/**
 * Sends the errors of annotable as problem details (RFC 9457), with the statuses of `problemOf`. Works on Express and
 * Fastify.
 *
 * A version conflict or a failed condition is 412 if the request has an `If-Match` header, and else 409. Errors of status
 * 500 are logged as errors, and those of 503 and 504 as warnings. Errors outside of HTTP are left to Nest.
 *
 * @example
 * app.useGlobalFilters(new AnnotableExceptionFilter());
 * // or in a module: { provide: APP_FILTER, useClass: AnnotableExceptionFilter }
 * // HTTP/1.1 404 Not Found
 * // Content-Type: application/problem+json
 * // {"title":"Not Found","status":404,"code":"condition.notFound"}
 */
export class AnnotableExceptionFilter implements ExceptionFilter<Error> {
  readonly #logger = new Logger('AnnotableExceptionFilter');

  catch(exception: Error, host: ArgumentsHost): void {
    if (host.getType() !== 'http') return;
    const http = host.switchToHttp();
    const ifMatch = http.getRequest<HttpRequest>().headers['if-match'] !== undefined;
    const error = exception instanceof InvalidBodyException ? exception.cause : exception;
    const problem = problemOf(error, { ifMatch });
    if (problem.status === firstServerError) this.#logger.error(exception.stack ?? exception.message);
    else if (problem.status > firstServerError) this.#logger.warn(exception.message);
    const response = http.getResponse<HttpResponse>();
    response.status(problem.status).header('Content-Type', 'application/problem+json').send(JSON.stringify(problem));
  }
}
Catch(AnnotableError, InvalidBodyException)(AnnotableExceptionFilter);
