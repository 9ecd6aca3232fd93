/* A C program that links the installed engine. */
#include <rheobase/rheobase.h>
#include <stdio.h>

int main(void) {
  static const unsigned char nothing[64] __attribute__((aligned(64)));
  printf("%s; best target: ", rheo_status_text(rheo_image_check(nothing, sizeof nothing)));
  const char* best = "";
  for (uint32_t i = 0; rheo_target_name(i) != NULL; ++i) best = rheo_target_name(i);
  printf("%s\n", best);
  return rheo_image_check(nothing, sizeof nothing) == RHEO_OK;
}
