/* What the reader and the writer of XLIFF agree on. */
#ifndef MM_FORMATS_XLIFF_H
#define MM_FORMATS_XLIFF_H

#define XLIFF_PROP "xliff:"    /* leads the type of a prop */
#define XLIFF_ALT "xliff:alt"  /* number of the proposal, from 1 */
#define XLIFF_TYPE "x-malmoi-" /* leads a type of code of our own */

#endif
