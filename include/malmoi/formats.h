/*
 * malmoi/formats.h: files of translation units and of concepts, and documents.
 *
 * A format is a row of one table: it reads units or concepts through the
 * cursor of stream.h, writes them through its writer, or both. Memory stays
 * flat whatever the size of the file; .gz and .zst are unpacked on the way in
 * and packed on the way out. What a format cannot hold goes into the report.
 *
 *     const mm_format *f;
 *     mm_reader *in = NULL;
 *     mm_item item;
 *
 *     if ((rc = mm_format_guess(&f, path, NULL, err)) < 0 ||
 *         (rc = mm_format_read(&in, f, path, NULL, &report, err)) < 0)
 *         goto done;
 *     while ((rc = mm_reader_next(in, &item, err)) == MM_ROW)
 *         use(&item);
 */
#ifndef MALMOI_FORMATS_H
#define MALMOI_FORMATS_H

#include "malmoi/document.h"
#include "malmoi/stream.h"
#include "malmoi/words.h"

enum { /* what a format can do */
       MM_FORMAT_READ = 1,
       MM_FORMAT_WRITE = 2,
       MM_FORMAT_UNITS = 4,
       MM_FORMAT_CONCEPTS = 8,
       MM_FORMAT_DOCUMENT = 16, /* read with mm_document_read() */
       MM_FORMAT_MIXED = 32 /* units and concepts in one file */
};

/* Zero means default. Strings must outlive the reader or writer. */
typedef struct mm_format_options {
    mm_str      langs;    /* "en,ko": columns or the two sides, in this order */
    const char *encoding; /* "cp949": overrides what the file says of itself */
    bool        raw;      /* csv: leave cells that begin a formula unguarded */
    int         level;    /* tmx: 1 leaves inline codes out; else 2 */
    mm_str      date;     /* for a header, ISO 8601 UTC; none when empty */
} mm_format_options;

typedef struct mm_format mm_format;
struct mm_format {
    const char *name;       /* "tmx" */
    const char *title;      /* "TMX 1.4b" */
    const char *extensions; /* "tmx tmem", without dots, one space apart */
    unsigned    can;        /* MM_FORMAT_... */
    const char *cannot;     /* fields it cannot hold, named as in mm_loss;
                               space-separated, "" for none */
    int (*read)(mm_reader **out, const char *path, const mm_format_options *o,
                mm_report *report, mm_error *err);
    int (*write)(mm_writer **out, const char *path, const mm_format_options *o,
                 mm_report *report, mm_error *err);
};

/** The `i`-th format, in the order of help; NULL past the last. */
MM_API const mm_format *mm_format_at(size_t i);
/** The format named `name` ("tbx2008"), case aside; NULL when there is none. */
MM_API const mm_format *mm_format_find(mm_str name);
/** By the extension of `path` alone (.gz and .zst aside): for output. NULL
 * when no format has it. */
MM_API const mm_format *mm_format_by_name(const char *path);
/**
 * The format of the file `path`, by its first bytes and then its name: for
 * input. `encoding` overrides the file's own word; NULL to believe it.
 * MM_EFORMAT says which formats there are; MM_ENOTFOUND, MM_EIO.
 * "-" cannot be guessed: MM_EINVALID.
 */
MM_API int mm_format_guess(const mm_format **out, const char *path,
                           const char *encoding, mm_error *err);

/**
 * Opens `path` ("-" is standard input) as `format`. `o` and `report` may be
 * NULL and must outlive the reader, which is yours until mm_reader_close().
 * Warnings and dropped fields go to `report`. A failure of the reader names
 * the file; err->line is its line. What came before a failure stays good.
 * MM_EINVALID when the format is not read, MM_ENOTFOUND, MM_EIO, MM_EFORMAT.
 */
MM_API int mm_format_read(mm_reader **out, const mm_format *format,
                          const char *path, const mm_format_options *o,
                          mm_report *report, mm_error *err);
/** Bytes of the file that a reader of mm_format_read() has consumed, and in
 * all (0 unknown). */
MM_API void mm_format_progress(const mm_reader *reader, uint64_t *done,
                               uint64_t *all);
/**
 * Opens `path` ("-" is standard output) to write `format`. The file appears
 * at mm_writer_close() whole or not at all. Fields that do not fit are
 * counted in `report`; a unit for a format of concepts alone (or the other way
 * round) is left out and counted as "unit" ("concept"). MM_EINVALID when the
 * format is not written, MM_EIO.
 */
MM_API int mm_format_write(mm_writer **out, const mm_format *format,
                           const char *path, const mm_format_options *o,
                           mm_report *report, mm_error *err);

/* How to read a document; zero means default. */
typedef struct mm_read_options {
    bool        segmented; /* a line is a segment as it stands */
    const char *as;        /* "txt", "html", ...; NULL: by content and name */
    const char *encoding;  /* overrides what the file says of itself */
    size_t      limit;     /* bytes; 0 means 64 MB */
    const char *srx;       /* a file of rules that cut in place of ours */
} mm_read_options;

/**
 * Reads the document `path` ("-" is standard input) and cuts it into segments
 * of language `lang`. `out` is yours until mm_document_release(), and empty on
 * failure. Offsets are into out->text: the text as decoded, or what was taken
 * out of the mark-up, a line feed between blocks. `tables` holds the
 * segmenter's rules. MM_EFORMAT with the cure when it is empty, binary, wrongly
 * encoded, cut short or over the limit; MM_ENOTFOUND, MM_EIO, MM_ENOMEM.
 */
MM_API int mm_document_read(mm_document *out, const char *path, mm_str lang,
                            const mm_tables *tables, const mm_read_options *o,
                            mm_report *report, mm_error *err);

/**
 * Opens a segmenter for `lang` by the SRX 2.0 file `path`: the rules that its
 * map gives to the language, all of them or the first match, as it says. Yours
 * until mm_segmenter_close(). MM_EFORMAT when it is broken or has no rules for
 * the language; MM_ENOTFOUND, MM_EIO.
 */
MM_API int mm_srx_read(mm_segmenter **out, const char *path, mm_str lang,
                       mm_error *err);
/**
 * Writes our own rules for the languages of the list "en,ko" as SRX 2.0, near
 * enough for a CAT tool to cut as we do: SRX has no sentence breaks of ICU, and
 * no quotations that a verb carries on over several words.
 */
MM_API int mm_srx_write(const char *path, mm_str langs, const mm_tables *tables,
                        mm_error *err);

#endif
