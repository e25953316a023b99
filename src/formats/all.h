/* Every format's two ends; formats.c has the table. Each function is as
 * mm_format_read() and mm_format_write() say. */
#ifndef MM_FORMATS_ALL_H
#define MM_FORMATS_ALL_H

#include "malmoi/formats.h"

typedef int mm_read_function(mm_reader **out, const char *path,
                             const mm_format_options *o, mm_report *report,
                             mm_error *err);
typedef int mm_write_function(mm_writer **out, const char *path,
                              const mm_format_options *o, mm_report *report,
                              mm_error *err);

mm_read_function mm_tmx_read, mm_tbx_read, mm_jsonl_read, mm_table_read,
    mm_po_read, mm_xliff_read, mm_multiterm_read, mm_xlsx_read, mm_xliff2_read,
    mm_sdltm_read;
mm_write_function mm_tmx_write, mm_tbx_write, mm_tbx2008_write, mm_jsonl_write,
    mm_tsv_write, mm_csv_write, mm_excel_write, mm_excel_kr_write,
    mm_omegat_write, mm_utx_write, mm_po_write, mm_xliff_write,
    mm_multiterm_write, mm_xlsx_write, mm_html_write, mm_stardict_write,
    mm_memoq_write, mm_multiterm_csv_write, mm_wordfast_write, mm_xliff2_write;

#endif
