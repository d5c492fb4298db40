/** `npm run docs:generate`: writes the generated parts of the pages, and the drawing of the imports. */
import { errorsPage } from './errors.ts';
import { writeDrawing } from './import-matrix.ts';
import { writePage } from './page.ts';
import { permissionsPage } from './permissions.ts';

for (const page of [errorsPage(), permissionsPage()]) writePage(page);
writeDrawing();
