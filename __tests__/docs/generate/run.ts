/** `npm run docs:generate`: writes the generated parts of the pages. */
import { errorsPage } from './errors.ts';
import { writePage } from './page.ts';
import { permissionsPage } from './permissions.ts';

for (const page of [errorsPage(), permissionsPage()]) writePage(page);
