#include "bench/limits.hpp"

namespace rheobase::bench {

const LimitTable* limits_named(const char*) { return nullptr; }

}  // namespace rheobase::bench
