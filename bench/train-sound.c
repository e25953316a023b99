/* Trains the sound model from FILE (latin TAB hangul [TAB weight] lines) and
 * prints the rows of data/sound.tsv. script/train-sound builds and runs it. */
#include <stdio.h>

#include "base/file.h"
#include "malmoi/sound.h"

int main(int argc, char **argv)
{
    mm_sound *sound = NULL;
    mm_buf    rows = { 0 }, model = { 0 };
    mm_error  err = { 0 };
    int       rc = MM_EINVALID;

    if (argc == 2 &&
        (rc = mm_file_read(&rows, argv[1], 0, &err)) == MM_OK &&
        (rc = mm_sound_train(&sound, mm_buf_str(&rows), NULL, NULL, &err)) ==
            MM_OK &&
        (rc = mm_sound_write(&model, sound)) == MM_OK &&
        fwrite(model.ptr, 1, model.len, stdout) != model.len)
        rc = MM_EIO;
    if (rc < 0)
        fprintf(stderr, "train-sound: %s\n",
                argc == 2 ? err.text : "usage: train-sound FILE");
    mm_sound_close(sound);
    mm_buf_release(&rows);
    mm_buf_release(&model);
    return rc < 0;
}
