/* Documents: the blocks that mark-up is taken apart into. */
#ifndef MM_FORMATS_DOCUMENT_H
#define MM_FORMATS_DOCUMENT_H

#include "base/memory.h"
#include "malmoi/formats.h"

/* A paragraph, heading, list item or cell: bytes of the extracted text. */
typedef struct mm_block {
    size_t          start, len;
    mm_segment_kind kind;
} mm_block;

/* Zero-initialise. White space runs are one space; a block ends where the
 * mark-up says; blocks are parted by a line feed. */
typedef struct mm_blocks {
    mm_buf          text;
    mm_block       *items;
    size_t          n, cap;
    size_t          start;  /* of the block being built */
    bool            space;  /* white space waits for a word behind it */
    mm_segment_kind kind;   /* of the block being built */
    bool            failed; /* out of memory */
} mm_blocks;

/** Adds text to the block; `keep` leaves line ends (pre). */
void mm_blocks_text(mm_blocks *blocks, mm_str text, bool keep);
void mm_blocks_break(mm_blocks *blocks); /* a line break inside the block */
/** Ends the block, if there is text in it; the next is of `kind`. */
void mm_blocks_end(mm_blocks *blocks, mm_segment_kind kind);
void mm_blocks_release(mm_blocks *blocks);

/** Takes the blocks out of UTF-8 `html`. MM_EFORMAT, MM_ENOMEM. */
int mm_html_blocks(mm_blocks *out, mm_str html, mm_error *err);

/** The blocks of Markdown `text` (CommonMark and tables; front matter off). */
int mm_markdown_blocks(mm_blocks *out, mm_str text, mm_error *err);
/** The cues of SubRip subtitles `text`, a block each. */
int mm_srt_blocks(mm_blocks *out, mm_str text, mm_error *err);

/**
 * The blocks of an office file that is a ZIP of XML: DOCX, ODT, HWPX. `path`
 * is for errors; `limit` is how many bytes a part may unpack to. MM_EFORMAT
 * when it is damaged, a bomb, or another kind of ZIP.
 */
int mm_office_blocks(mm_blocks *out, mm_str bytes, const char *path,
                     size_t limit, mm_error *err);

#endif
