/* What the reader and the writer of TMX agree on. */
#ifndef MM_FORMATS_TMX_H
#define MM_FORMATS_TMX_H

#define TMX_OURS "x-malmoi-" /* leads the type of a prop of our own */
#define TMX_PROP "tmx:"      /* leads the type of a prop for an attribute */

/* Attributes of tu and tuv that a unit carries as props; NULL ends them. */
extern const char *const mm_tmx_carried[];

#endif
