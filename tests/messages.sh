#!/bin/sh
# Every message has its translation: script/messages takes them out of the
# sources and compares with po/*.po.
command -v xgettext >/dev/null || { echo "SKIP messages: no xgettext"; exit 77; }
exec script/messages --check
