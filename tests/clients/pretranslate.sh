#!/bin/sh
# A file that was filled in, read by others: an XLIFF by OmegaT's console, its
# targets in place, and by translate-toolkit; a PO by msgfmt and the toolkit.
. "$(dirname "$0")/lib.sh"
needs xliff2po msgfmt pofilter
export MALMOI_DB=w.db
cat >m.tsv <<'END'
{"source_lang":"en","type":"unit","variants":[{"lang":"en","text":"Save the file."},{"lang":"ko","text":"파일을 저장하십시오."}]}
{"source_lang":"en","type":"unit","variants":[{"lang":"en","text":"Open the big door now please, Sir."},{"lang":"ko","text":"지금 큰 문을 여십시오."}]}
END
mv m.tsv m.jsonl
"$malmoi" import -q m.jsonl || exit 1
cat >a.xlf <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="a.txt" source-language="en" target-language="ko" datatype="plaintext"><body>
<trans-unit id="1"><source>Save the file.</source></trans-unit>
<trans-unit id="2"><source>Open the big door now please, Madam.</source></trans-unit>
<trans-unit id="3"><source>Nobody translated this.</source></trans-unit>
</body></file></xliff>
END
"$malmoi" pretranslate -q -l en,ko a.xlf -o b.xlf || exit 1
xliff2po -i b.xlf -o b.po 2>log || { cat log; exit 1; }
holds "the toolkit reads the exact match" 'msgstr "파일을 저장하십시오."' b.po
holds "and the fuzzy one" '지금 큰 문을 여십시오.' b.po
printf 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: ko\\n"\n\nmsgid "Save the file."\nmsgstr ""\n\nmsgid "Open the big door now please, Madam."\nmsgstr ""\n' >a.po
"$malmoi" pretranslate -q -l en,ko a.po -o c.po || exit 1
msgfmt --statistics -o c.mo c.po 2>statistics || { cat statistics; exit 1; }
holds "msgfmt counts one and one" "1 translated message, 1 fuzzy translation" statistics
pofilter --progress=none c.po found.po >log 2>&1 || { cat log; exit 1; }

command -v omegat >/dev/null && command -v java >/dev/null || {
    echo "client-pretranslate: toolkit and msgfmt passed; SKIP OmegaT: absent"
    exit 0
}
mkdir -p P/source P/target P/omegat P/tm P/glossary P/dictionary home cfg
cat >P/omegat.project <<'END'
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir>
<tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir>
<glossary_file>__DEFAULT__</glossary_file>
<dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>EN</source_lang><target_lang>KO</target_lang>
<source_tok>org.omegat.tokenizer.LuceneEnglishTokenizer</source_tok>
<target_tok>org.omegat.tokenizer.LuceneCJKTokenizer</target_tok>
<sentence_seg>false</sentence_seg>
<support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags>
</project></omegat>
END
cp b.xlf P/source/a.xlf
JAVA_TOOL_OPTIONS="-Djava.awt.headless=true -Dfile.encoding=UTF-8 \
-Duser.home=$work/home -Duser.language=en"
export JAVA_TOOL_OPTIONS
omegat P --mode=console-translate --config-dir="$work/cfg" >log 2>&1 ||
    { tail -n 20 log; exit 1; }
holds "OmegaT writes the target on" '파일을 저장하십시오.' P/target/a.xlf
holds "and the fuzzy one" '지금 큰 문을 여십시오.' P/target/a.xlf
echo "client-pretranslate: passed"
