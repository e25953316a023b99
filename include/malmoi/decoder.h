/*
 * malmoi/decoder.h: bytes of any encoding into UTF-8, a chunk at a time.
 *
 * For files too big to hold: the encoding is settled on the first bytes (byte
 * order mark, declaration, content), then every chunk is decoded strictly.
 * Every label of EUC-KR means windows-949, which is a superset of it.
 */
#ifndef MALMOI_DECODER_H
#define MALMOI_DECODER_H

#include "malmoi/base.h"

typedef struct mm_decoder mm_decoder;

enum { MM_DECODER_HEAD = 64 * 1024 }; /* bytes worth giving to _open */

/**
 * Settles the encoding on `head`, the first bytes of the file (all of it when
 * shorter than MM_DECODER_HEAD), which are looked at, not consumed. `label`
 * forces an encoding; NULL to find out. `*out` is yours until
 * mm_decoder_close(). MM_EINVALID for an unknown `label`; MM_EFORMAT when the
 * bytes are no text, or not in the encoding that they declare.
 */
MM_API int  mm_decoder_open(mm_decoder **out, mm_str head, const char *label,
                            mm_error *err);
MM_API void mm_decoder_close(mm_decoder *decoder); /* NULL is fine */

/**
 * Decodes `bytes` and puts the UTF-8 behind what `out` holds, a byte order
 * mark left out; `last` with the last bytes (which may be none). A character
 * cut by the end of a chunk waits for the next. MM_EFORMAT, with the line, at
 * bytes that are not of the encoding: never a replacement character.
 */
MM_API int mm_decoder_feed(mm_decoder *decoder, mm_str bytes, bool last,
                           mm_buf *out, mm_error *err);

/** The encoding: "UTF-8", "UTF-16LE", "windows-949", ... */
MM_API const char *mm_decoder_encoding(const mm_decoder *decoder);

/** Decodes the whole of `bytes`; for files that fit into memory. */
MM_API int mm_decode_all(mm_buf *out, mm_str bytes, const char *label,
                         mm_error *err);

/**
 * Puts `text` into `out` in the encoding `label`. MM_EFORMAT, naming the
 * character and the cure, at one that it cannot hold; MM_EINVALID for a label
 * that is not known.
 */
MM_API int mm_encode(mm_buf *out, mm_str text, const char *label,
                     mm_error *err);

#endif
