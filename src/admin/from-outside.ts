import type { RequestHandler } from 'express';
import { html } from '../http/html.js';
import { page } from '../http/page.js';

/**
 * Opens pages for people who follow a link from elsewhere, such as a message or a wiki. Their browser does not send the
 * session with such a request, so it is asked to come again, from a page of ours. Data and actions are not helped so.
 */
export function fromOutside(): RequestHandler {
  return (request, response, next) => {
    const { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest } = request.headers;
    const elsewhere = site === 'cross-site' || site === 'same-site';
    const opensPage = request.method === 'GET' && mode === 'navigate' && dest === 'document';
    if (!elsewhere || !opensPage || request.path.startsWith('/api/')) return next();
    response.setHeader('Refresh', `0; url=${request.originalUrl}`);
    response.setHeader('Cache-Control', 'no-store');
    response
      .type('html')
      .send(page('One moment', html`<p>The page opens. <a href="${request.originalUrl}">Open it now</a></p>`));
  };
}
