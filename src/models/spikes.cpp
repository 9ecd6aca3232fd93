#include "models/spikes.hpp"

#include "models/declaration.hpp"

namespace rheobase {

const ModelDeclaration spikes_declaration = {{{}}, no_fault, no_planes};

}  // namespace rheobase
