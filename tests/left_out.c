/* left_out IMAGE: what an engine without most parts answers to an image. */
#include <stdio.h>
#include <stdlib.h>

#include "rheobase/rheobase.h"

static char image[1 << 20] __attribute__((aligned(RHEO_ALIGNMENT)));
static char memory[1 << 20] __attribute__((aligned(RHEO_ALIGNMENT)));

int main(int argc, char** argv) {
  FILE* file = argc == 2 ? fopen(argv[1], "rb") : NULL;
  if (file == NULL) return 2;
  const size_t bytes = fread(image, 1, sizeof image, file);
  fclose(file);
  rheo_engine* engine;
  const rheo_status status = rheo_init(memory, sizeof memory, image, bytes, NULL, &engine);
  if (status == RHEO_OK) rheo_step(engine);
  puts(rheo_status_text(status));
  return 0;
}
