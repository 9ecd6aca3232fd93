// What the scene runner needs of a platform: five functions. hosted.cpp has them for systems with files; a platform
// without writes its own (cortex-m/semihosting.cpp).
#pragma once

#include <cstddef>

namespace rheobase::scenes {

void print(const char* text);

// An image, 64-byte aligned; null if there is none of that name. Valid until the next call.
const void* load_image(const char* name, std::size_t& bytes);

// Gives the core away for a moment; for rheo_options.relax.
void yield_core(void* context);

// Runs work(context, 1) … work(context, threads - 1), each on a thread of its own, while this one runs `lead`.
// Returns false, having done nothing, where there are no threads.
bool run_threads(unsigned threads, void (*work)(void* context, unsigned thread), void (*lead)(void* context),
                 void* context);

// The runner: returns the program's exit code. Arguments as main's, without the program's name.
int run(int count, const char* const* arguments);

}  // namespace rheobase::scenes
