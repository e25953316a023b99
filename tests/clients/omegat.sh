#!/bin/sh
# OmegaT, headless: our TMX in tm/auto fills the target, and our glossaries are
# read by its own readers; a forbidden term says so. (OmegaT reads TBX 2008
# alone, and ends with 0 even when a file is broken: its log is looked at.)
. "$(dirname "$0")/lib.sh"
needs omegat java

mkdir -p P/source P/target P/omegat P/tm/auto P/glossary P/dictionary home cfg
cat >P/omegat.project <<'END'
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir>
<tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir>
<glossary_file>__DEFAULT__</glossary_file>
<dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>EN-US</source_lang><target_lang>KO-KR</target_lang>
<source_tok>org.omegat.tokenizer.LuceneEnglishTokenizer</source_tok>
<target_tok>org.omegat.tokenizer.LuceneCJKTokenizer</target_tok>
<sentence_seg>true</sentence_seg>
<support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags>
</project></omegat>
END
cat >probe.groovy <<'END'
import org.omegat.gui.glossary.*
if (eventType.toString() == "LOAD")
  new File(project.projectProperties.glossaryRoot).eachFile { f ->
    try {
      (f.name.endsWith(".tbx") ? GlossaryReaderTBX.read(f, false)
                               : GlossaryReaderTSV.read(f, false)).each {
        System.out.println("PROBE|${f.name}|${it.srcText}|${it.locText}|${it.commentText}") }
    } catch (Throwable t) { System.out.println("PROBE|${f.name}|ERROR ${t}") } }
END
printf 'Open the file.\n\nNobody translated this.\n\nSave & close <all> files.\n' \
    >P/source/a.txt
"$malmoi" convert -q memory.tsv P/tm/auto/ours.tmx || exit 1
"$malmoi" convert -q -t tbx2008 -l en,ko terms.tsv P/glossary/ours.tbx || exit 1
"$malmoi" convert -q -t omegat -l en,ko terms.tsv P/glossary/ours.utf8 || exit 1

JAVA_TOOL_OPTIONS="-Djava.awt.headless=true -Dfile.encoding=UTF-8 \
-Duser.home=$work/home -Duser.language=en"
export JAVA_TOOL_OPTIONS
omegat P --mode=console-translate --config-dir="$work/cfg" \
    --script="$work/probe.groovy" >log 2>&1 || { tail -n 20 log; exit 1; }
lacks "the memory is read" TF_TM_LOAD_ERROR log
printf '파일을 여십시오.\n\nNobody translated this.\n\n파일을 모두 저장하고 닫으십시오.\n' \
    >want
same "the target is filled from our TMX" want P/target/a.txt
grep '^PROBE' log >probe
lacks "glossaries are read" ERROR probe
holds "TSV" "PROBE|ours.utf8|printer|프린터|" probe
holds "TSV, forbidden" "PROBE|ours.utf8|printer|인쇄기|[forbidden]" probe
holds "TBX 2008" "PROBE|ours.tbx|paper jam|용지 걸림|" probe
holds "TBX 2008, forbidden" "PROBE|ours.tbx|printer|인쇄기|" probe
"$malmoi" diff -q --text memory.tsv P/P-omegat.tmx >diff.txt
holds "OmegaT's own copy comes back" "걸린 용지를 제거했습니다." diff.txt
lacks "a unit that it took over is the same" "파일을 여십시오." diff.txt
echo "ok: TMX fills the target, $(wc -l <probe) glossary entries read"
