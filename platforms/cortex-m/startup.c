/* From reset to main on a Cortex-M: FPU on, data copied, bss cleared, constructors run. No heap. */
#include <stdint.h>

extern uint32_t stack_top, data_load, data_begin, data_end, bss_begin, bss_end;
extern void (*init_array_begin[])(void);
extern void (*init_array_end[])(void);
int main(void);
void platform_exit(int code);

static void fault(void) { platform_exit(3); }

void reset(void) {
#ifdef __ARM_FP
  *(volatile uint32_t*)0xE000ED88u |= 0xFu << 20; /* CPACR: full access to the FPU */
#endif
  __asm__ volatile("dsb\n isb");
  for (uint32_t *from = &data_load, *to = &data_begin; to != &data_end;) *to++ = *from++;
  for (uint32_t* to = &bss_begin; to != &bss_end;) *to++ = 0;
  for (void (**f)(void) = init_array_begin; f != init_array_end; ++f) (*f)();
  platform_exit(main());
}

/* The first sixteen vectors; no interrupt is used but SysTick, by programs that define systick. */
void systick(void);
__attribute__((weak)) void systick(void) {}

__attribute__((section(".vectors"), used)) static void* const vectors[16] = {
    &stack_top, (void*)reset, (void*)fault, (void*)fault, (void*)fault, (void*)fault, (void*)fault,
    0,          0,            0,            0,            (void*)fault, 0,            0,
    (void*)fault, (void*)systick};
