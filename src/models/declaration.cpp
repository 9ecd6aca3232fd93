#include "models/declaration.hpp"

namespace rheobase {

const ModelDeclaration& declaration_of(NeuronModel model) {
#define RHEOBASE_MODEL_DECLARATION(name, ...) &name##_declaration,
  static const ModelDeclaration* const declarations[] = {
      RHEOBASE_MODEL_LIST(RHEOBASE_MODEL_DECLARATION, RHEOBASE_MODEL_DECLARATION)};
#undef RHEOBASE_MODEL_DECLARATION
  return *declarations[static_cast<unsigned>(model)];
}

const char* name_of(NeuronModel model) {
#define RHEOBASE_MODEL_NAME(name, ...) #name,
  static constexpr const char* names[] = {RHEOBASE_MODEL_LIST(RHEOBASE_MODEL_NAME, RHEOBASE_MODEL_NAME)};
#undef RHEOBASE_MODEL_NAME
  return names[static_cast<unsigned>(model)];
}

}  // namespace rheobase
