/* The handlers, one a route. What each takes and gives is docs/api.md. */
#ifndef MM_SERVER_API_H
#define MM_SERVER_API_H

#include "server/server.h"

/* api_info.c */
mm_handler mm_api_health, mm_api_stats, mm_api_formats, mm_api_openapi,
    mm_api_session, mm_api_log_in, mm_api_log_out;
/* api_find.c, find_units.c, find_concord.c */
mm_handler mm_api_lookup, mm_api_match, mm_api_matches, mm_api_concord,
    mm_api_annotate, mm_api_check;
/* api_rows.c */
mm_handler mm_api_concepts, mm_api_concept, mm_api_units, mm_api_unit,
    mm_api_candidates, mm_api_documents, mm_api_document, mm_api_history;
/* api_write.c */
mm_handler mm_api_decide, mm_api_undo, mm_api_add_concept, mm_api_add_unit,
    mm_api_edit_concept, mm_api_edit_unit, mm_api_remove_concept,
    mm_api_remove_unit;
/* api_jobs.c */
mm_handler mm_api_upload, mm_api_align, mm_api_import, mm_api_job,
    mm_api_cancel, mm_api_export;
/** Answers with a file of the rows that `o` selects. */
int mm_reply_export(mm_request *r, mm_worker *worker,
                    const mm_transfer_options *o, mm_error *err);
/* page.c */
mm_handler mm_page_home, mm_page_asset;
/* tmserver.c, translate.c, t5memory.c: protocols of others */
mm_handler mm_tmserver_unit, mm_tmserver_languages, mm_tmserver_put,
    mm_tmserver_put_store;
/* importing.c: files of these protocols */
mm_handler mm_tmserver_put_file, mm_t5_import, mm_t5_import_file;
mm_handler mm_translate_get, mm_translate_post, mm_translate_pairs,
    mm_translate_languages;
mm_handler mm_t5_list, mm_t5_create, mm_t5_status, mm_t5_export, mm_t5_fuzzy,
    mm_t5_concord, mm_t5_entry, mm_t5_entry_delete;

#endif
