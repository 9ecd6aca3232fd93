#include "models/external.hpp"

#include "models/declaration.hpp"

namespace rheobase {

const ModelDeclaration external_declaration = {{{}}, no_fault, no_planes};

}  // namespace rheobase
